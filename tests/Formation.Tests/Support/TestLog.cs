using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Fresnel.Formation.Tests.Support;

/// <summary>Keeps the log of a node for the message of a test that fails.</summary>
internal sealed class TestLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> lines = new();

    /// <summary>The lines so far.</summary>
    public IReadOnlyCollection<string> Lines => lines;

    public override string ToString() => string.Join('\n', lines.TakeLast(60));

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName.Split('.')[^1]);

    public void Dispose()
    {
    }

    private sealed class Logger(TestLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) log.lines.Enqueue(
                $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {logLevel} {category}: {formatter(state, exception)} {exception}");
        }
    }
}
