using System.Threading.Tasks.Sources;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Storage.Sqlite;

namespace Fresnel.Journal.Sqlite;

/// <summary>An append on its way through the writer. Reused: an append in steady state allocates nothing here.</summary>
internal sealed class AppendWork(JournalWriter writer, Action<AppendWork> giveBack) : WriteWork, IValueTaskSource<AppendOutcome>
{
    private ManualResetValueTaskSourceCore<AppendOutcome> completion = new() { RunContinuationsAsynchronously = true };
    private Append? append;
    private AppendOutcome? outcome;

    /// <summary>Begins a new use.</summary>
    public ValueTask<AppendOutcome> Start(Append next)
    {
        append = next;
        return new ValueTask<AppendOutcome>(this, completion.Version);
    }

    /// <inheritdoc />
    public override void Execute() => outcome = writer.Write(append!);

    /// <inheritdoc />
    public override void Complete() => completion.SetResult(outcome!);

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
