namespace Fresnel.Behaviour.Tracking;

/// <summary>One object's history as the tracker needs it. Reused after its end.</summary>
internal sealed class Track
{
    public BoxFilter Filter;

    /// <summary>The number, or null while not confirmed.</summary>
    public long? Id { get; set; }

    public int Label { get; private set; }

    public float Score { get; private set; }

    public int Hits { get; private set; }

    /// <summary>The tracker's own clock at the last detection.</summary>
    public TimeSpan LastSeen { get; private set; }

    public void Begin(in DetectedBox detection, TimeSpan now, TrackerOptions options)
    {
        Filter = new BoxFilter(detection.Box, options);
        Id = null;
        Label = detection.Label;
        Score = detection.Score;
        Hits = 1;
        LastSeen = now;
    }

    public void Take(in DetectedBox detection, TimeSpan now, TrackerOptions options)
    {
        Filter.Update(detection.Box, options);
        Label = detection.Label;
        Score = detection.Score;
        Hits++;
        LastSeen = now;
    }
}
