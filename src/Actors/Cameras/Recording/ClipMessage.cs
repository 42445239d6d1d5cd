namespace Fresnel.Actors.Cameras.Recording;

/// <summary>What a camera's recording receives.</summary>
internal abstract record ClipMessage;

/// <summary>The messages of a camera's recording.</summary>
internal static class ClipMessages
{
    /// <summary>Make a clip; asked again it is made once.</summary>
    public sealed record Make(PendingClip Clip) : ClipMessage;

    /// <summary>Keep segments for so long from now on.</summary>
    public sealed record Keep(TimeSpan For) : ClipMessage;

    /// <summary>See whether the next clip can be made.</summary>
    public sealed record Next : ClipMessage;

    /// <summary>The clip in work is made, or was given up for now.</summary>
    /// <param name="Episode">Its episode.</param>
    /// <param name="Problem">What went wrong; null where nothing did.</param>
    public sealed record Finished(long Episode, string? Problem) : ClipMessage;

    /// <summary>Delete segments that are too old.</summary>
    public sealed record Tidy : ClipMessage;

    /// <summary>Tidying ended.</summary>
    public sealed record Tidied(string? Problem) : ClipMessage;
}
