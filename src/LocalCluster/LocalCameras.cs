namespace Fresnel.LocalCluster;

/// <summary>The cameras of a local cluster: all of them replay one video.</summary>
internal sealed class LocalCameras(ClusterState state)
{
    /// <summary>Where they are in the API, below <c>/api/v1/</c>.</summary>
    public const string Path = "cameras";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Makes <c>cam-1</c> to <c>cam-N</c> where they are missing.</summary>
    /// <param name="count">How many there are to be.</param>
    /// <param name="fps">Frames a second that are analysed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many were made.</returns>
    /// <exception cref="LocalClusterException">No node answered, or one was refused.</exception>
    public async Task<int> EnsureAsync(int count, double fps, CancellationToken cancellationToken)
    {
        if (count == 0) return 0;
        using var api = new ProcessApi(state.Token, Limit);
        var list = await api.FindAsync<ClusterAnswers.CameraList>(state.Nodes(), Path, cancellationToken)
            ?? throw new LocalClusterException("no node of the local cluster answered.", LocalClusterFault.Unreachable);
        var known = list.Items?.Select(camera => camera.Name).ToHashSet() ?? [];
        var made = 0;
        foreach (var name in Enumerable.Range(1, count).Select(number => $"cam-{number}").Where(name => !known.Contains(name)))
        {
            var body = new { name, settings = new { source = state.Video, analysisFps = fps } };
            switch (await api.PostAsync(state.Nodes(), Path, body, cancellationToken))
            {
                case null:
                    made++;
                    break;
                case { Code: "already-exists" }:
                    break; // the list that was read was not quite up to date
                case var problem:
                    throw new LocalClusterException(problem.Detail ?? $"{name} was refused: {problem.Code}");
            }
        }

        return made;
    }
}
