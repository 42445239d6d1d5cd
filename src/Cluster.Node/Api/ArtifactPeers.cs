using Fresnel.Messages.Cluster;
using Fresnel.Service.Api.Problems;
using Fresnel.Service.Cluster;
using Fresnel.Service.Peers;

namespace Fresnel.Cluster.Node.Api;

/// <summary>Finds the node that keeps a file: files stay where they were made.</summary>
public sealed class ArtifactPeers(ClusterView cluster, PeerClient peers, PeerForwarder forwarder, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <summary>Hands the request on to whoever has the file.</summary>
    /// <returns>False where nobody has it.</returns>
    /// <exception cref="ApiProblemException">Nobody that was reached has it, and somebody was not reached.</exception>
    public async Task<bool> ForwardAsync(HttpContext context, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!PeerForwarder.MayForward(context.Request)) return false;
        var others = cluster.Members
            .Where(m => m.Id != cluster.Self && m.Address.Length > 0 && m.Status is not MemberStatus.Down && !m.Roles.Contains("lighthouse", StringComparer.Ordinal)).ToArray();
        var answers = await Task.WhenAll(others.Select(member => HasAsync(member, path, cancellationToken)));
        var keeper = others.Where((_, i) => answers[i] is true).FirstOrDefault();
        if (keeper is not null)
        {
            await forwarder.ForwardAsync(context, keeper);
            return true;
        }

        var unreached = others.Where((_, i) => answers[i] is null).Select(m => m.Id).ToArray();
        if (unreached.Length == 0) return false;
        throw new ApiProblemException(ProblemCodes.OwnerUnreachable, $"The file is not on any node that was reached; it may be on {string.Join(" or ", unreached)}.");
    }

    // Null where it was not reached.
    private async Task<bool?> HasAsync(ClusterViews.Member member, string path, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = peers.Request(HttpMethod.Head, member, path);
            using var response = await peers.SendAsync(request, both.Token);
            return response.IsSuccessStatusCode ? true : (int)response.StatusCode is 404 ? false : null;
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
