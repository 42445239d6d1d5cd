namespace Fresnel.LocalCluster;

/// <summary>What is read of the answers of the cluster's API. All of it may be missing.</summary>
internal static class ClusterAnswers
{
    /// <summary>The whole.</summary>
    public sealed record Summary(int Shards, int ShardsOwned, IReadOnlyList<string>? Problems);

    /// <summary>The members.</summary>
    public sealed record MemberList(IReadOnlyList<Member>? Members);

    /// <summary>A member.</summary>
    public sealed record Member(string? Id, int Shards, int Entities);

    /// <summary>The cameras.</summary>
    public sealed record CameraList(IReadOnlyList<Camera>? Items);

    /// <summary>A camera.</summary>
    public sealed record Camera(string? Name, string? Status, CameraLive? Live);

    /// <summary>What a camera does now, as told by the node that runs it.</summary>
    public sealed record CameraLive(CameraCounters? Counters);

    /// <summary>How fast a camera is.</summary>
    public sealed record CameraCounters(double AnalysedFps);

    /// <summary>Whether a process is well.</summary>
    public sealed record Health(IReadOnlyList<HealthCheck>? Checks);

    /// <summary>One reason why, or why not.</summary>
    public sealed record HealthCheck(string? Name, bool Ok, string? Detail);

    /// <summary>Why a request was refused.</summary>
    public sealed record Problem(string? Code, string? Detail);
}
