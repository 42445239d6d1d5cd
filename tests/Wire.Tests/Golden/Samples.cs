using Fresnel.Messages;
using Fresnel.Messages.Cameras;
using Fresnel.Messages.Entities;

namespace Fresnel.Wire.Tests.Golden;

/// <summary>
/// The sample of a message that its golden file holds. Most are made by <see cref="SampleBuilder"/> from the shape of
/// the type; values that must obey rules the shape does not tell, and members of abstract types, are registered here.
/// </summary>
internal static class Samples
{
    private static readonly Dictionary<Type, object> Registered = new()
    {
        [typeof(EntityId)] = new EntityId("camera", "front-door"),
        [typeof(ArtifactReference)] =
            new ArtifactReference("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "image/jpeg", 12345),
        [typeof(CameraEvent)] = new CameraEvents.Enabled(SampleBuilder.Moment),
        [typeof(object)] = new EntityMessages.Ensure(new EntityId("camera", "front-door")),
    };

    public static object Of(Type type) => Registered.TryGetValue(type, out var sample) ? sample : SampleBuilder.Build(type, Of);
}
