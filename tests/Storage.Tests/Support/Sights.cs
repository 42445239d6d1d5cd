using Fresnel.Messages;
using Fresnel.Messages.Observations;
using Fresnel.Storage.Observations;

namespace Fresnel.Storage.Tests.Support;

/// <summary>Observations for tests, told apart by their number, which is their frame.</summary>
internal static class Sights
{
    public static readonly EntityId Camera = new("camera", "front-door");
    public static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A batch of one.</summary>
    /// <param name="number">From 1.</param>
    /// <param name="camera">Whose; <see cref="Camera"/> where null.</param>
    /// <param name="objects">How many objects are in it.</param>
    public static ObservationBatch Batch(long number, EntityId? camera = null, int objects = 0)
    {
        var id = camera ?? Camera;
        var at = Noon.AddMilliseconds(number);
        var seen = Enumerable.Range(0, objects).Select(i => new SeenObject(i + 1, "person", 1, new(1, 2, 3, 4)));
        return new ObservationBatch([new Observation(id, 1, at, TimeSpan.FromMilliseconds(number), number, [.. seen])], [new SeenMark(id, 1, at)]);
    }
}
