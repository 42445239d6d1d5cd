namespace Fresnel.Entities.Formation;

/// <summary>What a process that is no member knows when it decides what to do next.</summary>
/// <param name="Others">The rows of other processes, the one seen last first.</param>
/// <param name="Accepting">The endpoints of those rows whose port accepts connections.</param>
/// <param name="Lease">The lease.</param>
/// <param name="Self">This process.</param>
/// <param name="Answered">For how long the database has answered without a failure.</param>
/// <param name="Round">How often this process has decided before: the joins go round the living processes.</param>
internal sealed record JoinView(
    IReadOnlyList<MemberRow> Others, IReadOnlySet<string> Accepting, LeaseRow Lease, MemberKey Self, TimeSpan Answered, int Round);
