namespace Fresnel.Faults.Tests.Load;

/// <summary>The nodes that answer now, taken in turn: callers wait here while there is none. Thread-safe.</summary>
internal sealed class NodeSeat
{
    private readonly Lock gate = new();
    private readonly List<NodeProcess> sitting = [];
    private TaskCompletionSource some = New();
    private int turn;

    /// <summary>The client of the next node in turn, as soon as there is one.</summary>
    public async Task<HttpClient> ClientAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task wait;
            lock (gate)
            {
                if (sitting.Count > 0) return sitting[turn++ % sitting.Count].Client;
                wait = some.Task;
            }

            await wait.WaitAsync(cancellationToken);
        }
    }

    public void Sit(NodeProcess node)
    {
        lock (gate)
        {
            sitting.Add(node);
            some.TrySetResult();
        }
    }

    /// <summary>One goes.</summary>
    public void Leave(NodeProcess node)
    {
        lock (gate)
        {
            sitting.Remove(node);
            if (sitting.Count == 0 && some.Task.IsCompleted) some = New();
        }
    }

    /// <summary>All go.</summary>
    public void Leave()
    {
        lock (gate)
        {
            sitting.Clear();
            if (some.Task.IsCompleted) some = New();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
