using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;
using Akka.Util;

namespace Fresnel.Entities.Serialization;

/// <summary>
/// Stands in the place of Akka's default serializer, Newtonsoft.Json with the names of CLR types: nothing that has no wire name is
/// written, and no peer or row of a database chooses a type to create.
/// </summary>
public class RefusingSerializer : SerializerWithStringManifest
{
    private readonly WireSetup? setup;

    /// <summary>Creates the serializer; called by Akka.</summary>
    public RefusingSerializer(ExtendedActorSystem system)
        : base(system)
    {
        ArgumentNullException.ThrowIfNull(system);
        setup = system.Settings.Setup.Get<WireSetup>() is { HasValue: true } found ? found.Value : null;
    }

    /// <summary>Creates the serializer; called by Akka, which has settings for the serializer that this one replaces.</summary>
    public RefusingSerializer(ExtendedActorSystem system, Config settings)
        : this(system)
    {
    }

    /// <summary>The identifier of Akka's Newtonsoft.Json serializer, so that what others wrote with it comes here.</summary>
    public override int Identifier => 1;

    /// <inheritdoc />
    /// <exception cref="WireFormatException">Always.</exception>
    public sealed override string Manifest(object o) => throw Unbound(o);

    /// <inheritdoc />
    /// <exception cref="WireFormatException">Always.</exception>
    public sealed override byte[] ToBinary(object obj) => throw Unbound(obj);

    /// <inheritdoc />
    /// <exception cref="WireFormatException">Always.</exception>
    public sealed override object FromBinary(byte[] bytes, string manifest)
    {
        setup?.CountRefusal();
        throw new WireFormatException(manifest ?? "", $"was written by serializer {Identifier}, which names CLR types: it is not read.");
    }

    private WireFormatException Unbound(object? message)
    {
        setup?.CountRefusal();
        return new WireFormatException(
            message?.GetType().TypeQualifiedName() ?? "null", "is not sent or journaled: only messages with a wire name are.");
    }
}
