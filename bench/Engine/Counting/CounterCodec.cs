using System.Reflection;
using Fresnel.Messages;
using Fresnel.Messages.Wire;

namespace Fresnel.Engine.Counting;

/// <summary>The codec of the engine's messages and the counter's.</summary>
internal static class CounterCodec
{
    /// <summary>The assemblies whose messages the counter's cluster knows.</summary>
    public static IReadOnlyList<Assembly> Assemblies { get; } = [typeof(WireNameAttribute).Assembly, typeof(CounterState).Assembly];

    /// <summary>The codec; thread-safe.</summary>
    public static WireCodec Instance { get; } = new([.. Assemblies]);
}
