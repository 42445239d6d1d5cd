using System.Reflection;
using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Journal.Codec;

/// <summary>
/// Writes messages as JSON under their <see cref="Messages.WireNameAttribute"/>, and reads every version back: older
/// ones pass the <see cref="Messages.IUpcaster"/>s found beside the messages.
/// </summary>
public sealed class WireCodec : IMessageCodec
{
    /// <summary>Creates a codec of all named messages and upcasters of some assemblies.</summary>
    /// <exception cref="InvalidOperationException">A name is used twice, or an upcaster is missing or superfluous.</exception>
    public WireCodec(params ReadOnlySpan<Assembly> assemblies) => throw new NotImplementedException(assemblies.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <inheritdoc />
    public EncodedMessage Encode(object message) => throw new NotImplementedException();

    /// <inheritdoc />
    public object Decode(in EncodedMessage message) => throw new NotImplementedException();
}
