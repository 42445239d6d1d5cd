using System.Collections.Concurrent;
using Fresnel.Kernel.Supervision;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Fresnel.Kernel.Tests.Support;

/// <summary>A system on a fake clock whose log can be looked at.</summary>
internal sealed class TestSystem : IAsyncDisposable
{
    public TestSystem(SupervisionStrategy? supervision = null, int seed = 1)
    {
        System = new ActorSystem(Time, new Loggers(Log), new ActorSystemOptions
        {
            Name = "test",
            Supervision = supervision ?? new SupervisionStrategy { Backoff = null, MaxRestarts = null },
            Random = new Random(seed),
        });
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public ConcurrentQueue<(LogLevel Level, int Id, string Text)> Log { get; } = new();

    public ActorSystem System { get; }

    public ActorRef<T> Spawn<T>(Func<T, IActorContext<T>, ValueTask> receive, SpawnOptions<T>? options = null, string? name = null) =>
        System.Spawn(() => new Lambda<T>(receive), name, options);

    public async ValueTask DisposeAsync() => await Eventually.WithinAsync(System.DisposeAsync().AsTask());

    private sealed class Loggers(ConcurrentQueue<(LogLevel, int, string)> log) : ILoggerFactory, ILogger
    {
        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Enqueue((logLevel, eventId.Id, formatter(state, exception)));
    }
}
