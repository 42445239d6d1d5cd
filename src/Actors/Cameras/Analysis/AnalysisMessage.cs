namespace Fresnel.Actors.Cameras.Analysis;

/// <summary>What a camera's analysis receives. A value: nothing is allocated per frame.</summary>
internal readonly record struct AnalysisMessage(AnalysisMessageKind Kind)
{
    /// <summary>A frame waits in the slot.</summary>
    public static AnalysisMessage FrameWaiting => new(AnalysisMessageKind.FrameWaiting);

    /// <summary>The stream ended; the next frame belongs to another one.</summary>
    public static AnalysisMessage StreamEnded => new(AnalysisMessageKind.StreamEnded);
}

/// <summary>The kinds of <see cref="AnalysisMessage"/>.</summary>
internal enum AnalysisMessageKind
{
    FrameWaiting,
    StreamEnded,
}
