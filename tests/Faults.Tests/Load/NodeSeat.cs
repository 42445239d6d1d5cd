namespace Fresnel.Faults.Tests.Load;

/// <summary>The node that answers now: callers wait here while there is none. Thread-safe.</summary>
internal sealed class NodeSeat
{
    private readonly Lock gate = new();
    private TaskCompletionSource<HttpClient> current = New();

    /// <summary>The client of the node that runs, as soon as one does.</summary>
    public Task<HttpClient> ClientAsync(CancellationToken cancellationToken)
    {
        lock (gate) return current.Task.WaitAsync(cancellationToken);
    }

    public void Sit(NodeProcess node)
    {
        lock (gate) current.SetResult(node.Client);
    }

    public void Leave()
    {
        lock (gate)
        {
            if (current.Task.IsCompleted) current = New();
        }
    }

    private static TaskCompletionSource<HttpClient> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
