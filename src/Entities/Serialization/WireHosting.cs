using System.Reflection;
using Akka.Configuration;
using Akka.Hosting;
using Fresnel.Messages.Entities;
using Fresnel.Messages.Wire;

namespace Fresnel.Entities.Serialization;

/// <summary>Puts the wire format into an actor system.</summary>
public static class WireHosting
{
    /// <summary>The name of the serializer in Akka's settings, for plugins that ask for one: <c>serializer = fresnel</c>.</summary>
    public const string SerializerName = "fresnel";

    /// <summary>
    /// Akka's settings: <see cref="WireSerializer"/> for every <see cref="IWireMessage"/>, and refusals in the place of the serializers
    /// that name CLR types. An actor system that is made without Akka.Hosting needs these and a <see cref="WireSetup"/>.
    /// </summary>
    public static Config Configuration { get; } = ConfigurationFactory.ParseString(
        $$"""
        akka.actor {
          serializers {
            {{SerializerName}} = "{{NameOf(typeof(WireSerializer))}}"
            json = "{{NameOf(typeof(RefusingSerializer))}}"
            proto = "{{NameOf(typeof(RefusingProtobufSerializer))}}"
          }
          serialization-bindings {
            "{{NameOf(typeof(IWireMessage))}}" = {{SerializerName}}
          }
        }
        """);

    /// <summary>Sends and journals the messages of these assemblies and of Fresnel.Messages, and nothing else.</summary>
    /// <exception cref="InvalidOperationException">The messages contradict one another; see <see cref="WireCodec"/>.</exception>
    public static AkkaConfigurationBuilder WithWire(this AkkaConfigurationBuilder builder, params Assembly[] assemblies)
    {
        ArgumentNullException.ThrowIfNull(assemblies);
        return builder.WithWire(new WireCodec([.. assemblies.Prepend(typeof(IWireMessage).Assembly).Distinct()]));
    }

    /// <summary>Sends and journals the messages that a codec knows, and nothing else.</summary>
    public static AkkaConfigurationBuilder WithWire(this AkkaConfigurationBuilder builder, WireCodec codec)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(codec);
        return builder.AddSetup(new WireSetup(codec)).AddHocon(Configuration, HoconAddMode.Prepend);
    }

    private static string NameOf(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";
}
