using Fresnel.Entities.Formation;

namespace Fresnel.Entities.Downing;

/// <summary>
/// Finds out whether the process of a member is dead. A refused connection alone is no proof: a firewall or a port proxy can refuse for a
/// living process. Two refusals and the end of its database session are.
/// </summary>
/// <param name="ports">Asks the member's port.</param>
/// <param name="sessionGone">Asks the database whether no session of a uid lives.</param>
/// <param name="provable">Whether this process's own session has lived long enough for such an answer to be a proof.</param>
/// <param name="time">The clock.</param>
internal sealed class DeathInquiry(
    IPortProbe ports, Func<int, CancellationToken, Task<bool>> sessionGone, Func<bool> provable, TimeProvider time)
{
    private const int Refusals = 2;
    private const int Acceptances = 10;
    private const int Silences = 4;
    private const int SessionLooks = 15;

    private static readonly TimeSpan Connect = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BetweenRefusals = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan BetweenSessionLooks = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns what is found out about a member.</summary>
    /// <param name="member">The member.</param>
    /// <param name="downed">Whether the member is down already: then the refusals alone are enough, since nothing is left to decide.</param>
    /// <param name="cancellationToken">Cancels the inquiry.</param>
    public async Task<DeathEvidence> InquireAsync(MemberKey member, bool downed, CancellationToken cancellationToken)
    {
        var port = await AskPortAsync(member.Endpoint, cancellationToken).ConfigureAwait(false);
        if (port is not PortAnswer.Refuses) return port is PortAnswer.Accepts ? DeathEvidence.PortAccepts : DeathEvidence.PortSilent;
        if (downed) return DeathEvidence.Dead;
        if (!provable()) return DeathEvidence.NoProof;
        try
        {
            // A killed process closes its sockets one after the other, and the server needs a moment to notice.
            for (var look = 0; look < SessionLooks; look++)
            {
                if (await sessionGone(member.Uid, cancellationToken).ConfigureAwait(false))
                    return provable() ? DeathEvidence.Dead : DeathEvidence.NoProof;
                await Task.Delay(BetweenSessionLooks, time, cancellationToken).ConfigureAwait(false);
            }

            return DeathEvidence.SessionLives;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return DeathEvidence.NoProof;
        }
    }

    // A dying process may accept a few more connections, so its port is asked again for half a second.
    private async Task<PortAnswer> AskPortAsync(string endpoint, CancellationToken cancellationToken)
    {
        var (refusals, acceptances, silences) = (0, 0, 0);
        while (true)
        {
            var answer = await ports.AskAsync(endpoint, Connect, cancellationToken).ConfigureAwait(false);
            refusals = answer is PortAnswer.Refuses ? refusals + 1 : 0;
            acceptances += answer is PortAnswer.Accepts ? 1 : 0;
            silences += answer is PortAnswer.Silent ? 1 : 0;
            if (refusals == Refusals || acceptances == Acceptances || silences == Silences) return answer;
            await Task.Delay(refusals > 0 ? BetweenRefusals : BetweenLooks, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
