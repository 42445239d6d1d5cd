namespace Fresnel.Service.Hosting;

/// <summary>What a process has opened so far: closed in the opposite order, also where its start fails half-way.</summary>
public sealed class OpenedParts : IAsyncDisposable
{
    private readonly Stack<Func<ValueTask>> closers = new();

    /// <summary>Takes charge of a part, which must be disposable.</summary>
    /// <returns>The part.</returns>
    public T Own<T>(T part)
        where T : notnull
    {
        OnClose(part switch
        {
            IAsyncDisposable slow => slow.DisposeAsync,
            IDisposable quick => () =>
            {
                quick.Dispose();
                return ValueTask.CompletedTask;
            },
            _ => throw new ArgumentException($"A {typeof(T).Name} cannot be disposed of.", nameof(part)),
        });
        return part;
    }

    /// <summary>Has something done when it is this moment's turn to be closed.</summary>
    public void OnClose(Func<ValueTask> close) => closers.Push(close);

    /// <summary>Runs something beside the rest until it is closed: it is cancelled then, and waited for.</summary>
    public void Run(Func<CancellationToken, Task> work)
    {
        var ends = new CancellationTokenSource();
        var running = Task.Run(() => work(ends.Token));
        OnClose(async () =>
        {
            await ends.CancelAsync();
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ends.Dispose();
        });
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        while (closers.TryPop(out var close)) await close();
    }
}
