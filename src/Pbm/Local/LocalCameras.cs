using Fresnel.Pbm.Http;

namespace Fresnel.Pbm.Local;

/// <summary>The cameras of a local cluster: all of them replay one video.</summary>
internal sealed class LocalCameras(LocalWatch watch, ClusterState state)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Makes <c>cam-1</c> to <c>cam-N</c> where they are missing.</summary>
    /// <param name="count">How many there are to be.</param>
    /// <param name="fps">Frames a second that are analysed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many were made.</returns>
    public async Task<int> EnsureAsync(int count, double fps, CancellationToken cancellationToken)
    {
        if (count == 0) return 0;
        using var client = watch.Client(state.Nodes(), Limit);
        var known = (await client.GetAsync<CameraView.List>(Paths.Cameras, cancellationToken)).Value.Items?.Select(c => c.Name).ToHashSet() ?? [];
        var made = 0;
        foreach (var name in Enumerable.Range(1, count).Select(number => $"cam-{number}").Where(name => !known.Contains(name)))
        {
            try
            {
                await client.SendAsync<CameraView>(HttpMethod.Post, Paths.Cameras, new { name, settings = new { source = state.Video, analysisFps = fps } }, cancellationToken);
                made++;
            }
            catch (ProblemException problem) when (problem.Code is "already-exists")
            {
                // The list that was read was not quite up to date.
            }
        }

        return made;
    }
}
