namespace Fresnel.Service.Api.Contracts;

/// <summary>Whether something is well.</summary>
/// <param name="Status"><c>ok</c> or <c>failed</c>.</param>
/// <param name="Checks">The parts of it.</param>
public sealed record HealthAnswer(string Status, IReadOnlyList<HealthCheckAnswer> Checks)
{
    /// <summary>Well where every part is.</summary>
    public static HealthAnswer Of(params IReadOnlyList<HealthCheckAnswer> checks) => new(checks.All(c => c.Ok) ? "ok" : "failed", checks);
}

/// <summary>One part.</summary>
/// <param name="Name">What is looked at.</param>
/// <param name="Ok">Whether it is well.</param>
/// <param name="Detail">One line.</param>
public sealed record HealthCheckAnswer(string Name, bool Ok, string Detail);
