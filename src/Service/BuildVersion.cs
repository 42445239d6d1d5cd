using System.Reflection;

namespace Fresnel.Service;

/// <summary>Which build this is.</summary>
public static class BuildVersion
{
    /// <summary>The version, the same in every room of a build.</summary>
    public static string Current { get; } =
        typeof(BuildVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
