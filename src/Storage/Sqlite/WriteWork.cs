namespace Fresnel.Storage.Sqlite;

/// <summary>Something to be done inside a writer's transaction.</summary>
internal abstract class WriteWork
{
    /// <summary>Does it; done once more, in a transaction of its own, where another work of its group failed. A refusal is kept until <see cref="Complete"/>.</summary>
    public abstract void Execute();

    /// <summary>The group is committed: tells the caller.</summary>
    public abstract void Complete();

    /// <summary>The group is rolled back: tells the caller.</summary>
    public abstract void Fail(Exception failure);
}

/// <summary>A function as work.</summary>
internal sealed class FunctionWork<T>(Func<T> function) : WriteWork
{
    private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? result;

    /// <summary>Completes with the commit.</summary>
    public Task<T> Task => completion.Task;

    /// <inheritdoc />
    public override void Execute() => result = function();

    /// <inheritdoc />
    public override void Complete() => completion.SetResult(result!);

    /// <inheritdoc />
    public override void Fail(Exception failure) => completion.SetException(failure);
}
