using Fresnel.Messages.Observations;

namespace Fresnel.Cluster.Node.Api.Contracts;

/// <summary>What was seen in one frame.</summary>
/// <param name="At">When the frame was read.</param>
/// <param name="StreamSeconds">The frame's own time in its stream.</param>
/// <param name="Frame">The frame's number in its stream.</param>
/// <param name="Objects">What was seen.</param>
public sealed record ObservationAnswer(DateTimeOffset At, double StreamSeconds, long Frame, IReadOnlyList<ObjectAnswer> Objects)
{
    /// <summary>From an observation.</summary>
    public static ObservationAnswer Of(Observation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        var objects = new ObjectAnswer[observation.Objects.Count];
        for (var i = 0; i < objects.Length; i++) objects[i] = ObjectAnswer.Of(observation.Objects[i]);
        return new ObservationAnswer(observation.At, Math.Round(observation.StreamTime.TotalSeconds, 6), observation.Frame, objects);
    }
}

/// <summary>One object; left, top, width and height in pixels of the analysed frame.</summary>
public sealed record ObjectAnswer(long? TrackId, string Label, float Score, float X, float Y, float Width, float Height)
{
    /// <summary>From an observation.</summary>
    public static ObjectAnswer Of(SeenObject seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return new ObjectAnswer(seen.TrackId, seen.Label, seen.Score, Round(seen.Box.X), Round(seen.Box.Y), Round(seen.Box.Width), Round(seen.Box.Height));
    }

    private static float Round(float pixels) => MathF.Round(pixels, 1);
}
