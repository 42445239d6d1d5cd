namespace Fresnel.Pbm.Http;

/// <summary>What <c>pbm</c> shows of a camera: the part of the API's answer that it reads. All of it may be missing.</summary>
internal sealed record CameraView(
    string? Name,
    string? Status,
    CameraView.SettingsView? Settings,
    long SettingsVersion,
    DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt,
    CameraView.OutageView? Outage,
    CameraView.PauseView? Pause,
    long? OpenEpisode,
    long Episodes,
    long Outages,
    CameraView.LiveView? Live)
{
    /// <summary>Every camera.</summary>
    public sealed record List(IReadOnlyList<CameraView>? Items);

    /// <summary>What an operator decided.</summary>
    public sealed record SettingsView(string? Source, bool HasCredential, string? Title, string? Model, string? Label, double AnalysisFps, bool Recording);

    /// <summary>A stretch of time without frames.</summary>
    public sealed record OutageView(DateTimeOffset StartedAt, string? Reason, string? Detail);

    /// <summary>A stretch of time in which its decoder is not tried.</summary>
    public sealed record PauseView(DateTimeOffset Until, string? Detail);

    /// <summary>What it does now, as told by the node that runs it.</summary>
    public sealed record LiveView(HealthView? Health, CountersView? Counters);

    /// <summary>Whether frames arrive.</summary>
    public sealed record HealthView(string? State, string? Detail);

    /// <summary>How fast.</summary>
    public sealed record CountersView(double DecodedFps, double AnalysedFps, long Analysed, double LatencyP50Ms);
}
