using System.Threading.Tasks.Sources;
using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Journal.Sqlite;

/// <summary>An append on its way through the writer. Reused: an append in steady state allocates nothing here.</summary>
internal sealed class AppendWork(JournalWriter writer, Action<AppendWork> giveBack) : WriteWork, IValueTaskSource<AppendOutcome>
{
    private ManualResetValueTaskSourceCore<AppendOutcome> completion = new() { RunContinuationsAsynchronously = true };
    private Append? append;
    private AppendOutcome? outcome;
    private JournalCorruptException? corrupt;

    /// <summary>Begins a new use.</summary>
    public ValueTask<AppendOutcome> Start(Append next)
    {
        append = next;
        return new ValueTask<AppendOutcome>(this, completion.Version);
    }

    /// <inheritdoc />
    public override void Execute()
    {
        try
        {
            outcome = writer.Write(append!);
        }
        catch (JournalCorruptException damage)
        {
            // Found before anything of this append was written: the others of the group go on.
            corrupt = damage;
        }
    }

    /// <inheritdoc />
    public override void Complete()
    {
        if (corrupt is not null) completion.SetException(corrupt);
        else completion.SetResult(outcome!);
    }

    /// <inheritdoc />
    public override void Fail(Exception failure) => completion.SetException(failure);

    /// <inheritdoc />
    public AppendOutcome GetResult(short token)
    {
        try
        {
            return completion.GetResult(token);
        }
        finally
        {
            append = null;
            outcome = null;
            corrupt = null;
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
