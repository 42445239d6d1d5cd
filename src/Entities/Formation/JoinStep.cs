namespace Fresnel.Entities.Formation;

/// <summary>What a process that is no member does next.</summary>
internal abstract record JoinStep
{
    private JoinStep()
    {
    }

    /// <summary>Join the cluster of a living process.</summary>
    /// <param name="Endpoint">The process: <c>host:port</c>.</param>
    public sealed record Join(string Endpoint) : JoinStep;

    /// <summary>Form a new cluster, if the lease can be taken.</summary>
    public sealed record Form : JoinStep;

    /// <summary>Look again a little later.</summary>
    /// <param name="Reason">What is waited for, for the log.</param>
    public sealed record Wait(string Reason) : JoinStep;
}
