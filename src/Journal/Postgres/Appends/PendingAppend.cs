using System.Threading.Tasks.Sources;
using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Journal.Postgres.Appends;

/// <summary>An append on its way to the server. Reused: an append in steady state allocates nothing here.</summary>
internal sealed class PendingAppend(Action<PendingAppend> giveBack) : IValueTaskSource<AppendOutcome>
{
    private ManualResetValueTaskSourceCore<AppendOutcome> completion = new() { RunContinuationsAsynchronously = true };

    /// <summary>What is to be written.</summary>
    public Append Append { get; private set; } = null!;

    /// <summary>Begins a new use.</summary>
    public ValueTask<AppendOutcome> Start(Append next)
    {
        Append = next;
        return new ValueTask<AppendOutcome>(this, completion.Version);
    }

    /// <summary>It ended so.</summary>
    public void Complete(AppendOutcome outcome) => completion.SetResult(outcome);

    /// <summary>It is not known whether it was written.</summary>
    public void Fail(Exception failure) => completion.SetException(failure);

    /// <inheritdoc />
    public AppendOutcome GetResult(short token)
    {
        try
        {
            return completion.GetResult(token);
        }
        finally
        {
            Append = null!;
            completion.Reset();
            giveBack(this);
        }
    }

    /// <inheritdoc />
    public ValueTaskSourceStatus GetStatus(short token) => completion.GetStatus(token);

    /// <inheritdoc />
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        completion.OnCompleted(continuation, state, token, flags);
}
