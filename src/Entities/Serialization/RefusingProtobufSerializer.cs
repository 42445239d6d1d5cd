using Akka.Actor;

namespace Fresnel.Entities.Serialization;

/// <summary>
/// Stands in the place of Akka.Remote's serializer of foreign Protobuf messages, which creates whatever CLR type the sender names.
/// Akka's own messages do not use it.
/// </summary>
public sealed class RefusingProtobufSerializer(ExtendedActorSystem system) : RefusingSerializer(system)
{
    /// <summary>The identifier of Akka.Remote's serializer of Protobuf messages.</summary>
    public override int Identifier => 2;
}
