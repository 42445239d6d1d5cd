using System.Runtime.InteropServices;
using Fresnel.Behaviour.Tracking;
using Fresnel.Inference.Detection;

namespace Fresnel.Actors.Pipeline;

/// <summary>
/// Gives the detections of each frame their track numbers. Cameras and analyses of files both use it, so that the same
/// video gives the same tracks either way. Not for concurrent use; allocates nothing in steady state.
/// </summary>
/// <param name="options">How detections become tracks.</param>
/// <param name="firstTrack">The first number given, from 1.</param>
public sealed class DetectionTracker(TrackerOptions options, long firstTrack = 1)
{
    private readonly Tracker tracker = new(options, firstTrack);
    private readonly List<DetectedBox> boxes = [];
    private long?[] ids = new long?[16];

    /// <summary>The number the next confirmed track will get.</summary>
    public long NextTrack => tracker.NextId;

    /// <summary>Confirmed tracks alive after the last frame. Valid until the next call.</summary>
    public IReadOnlyList<ConfirmedTrack> Confirmed => tracker.Confirmed;

    /// <summary>Takes one frame's detections.</summary>
    /// <param name="streamTime">The frame's time in its stream.</param>
    /// <param name="detections">As the model gave them.</param>
    /// <returns>The track number of each detection, null where its track is not confirmed. Valid until the next call.</returns>
    public ReadOnlySpan<long?> Track(TimeSpan streamTime, List<Detected> detections)
    {
        ArgumentNullException.ThrowIfNull(detections);
        boxes.Clear();
        foreach (var detection in CollectionsMarshal.AsSpan(detections)) boxes.Add(new DetectedBox(detection.Label, detection.Score, detection.Box));
        if (ids.Length < boxes.Count) ids = new long?[boxes.Count * 2];
        var numbers = ids.AsSpan(0, boxes.Count);
        tracker.Update(streamTime, CollectionsMarshal.AsSpan(boxes), numbers);
        return numbers;
    }

    /// <summary>Ends every track, as when a stream begins anew. Numbering goes on.</summary>
    public void Reset() => tracker.Reset();
}
