using Fresnel.Simulation.Checks;
using Fresnel.Simulation.Clock;
using Microsoft.Extensions.Logging;

namespace Fresnel.Simulation.Runs;

/// <summary>Puts what a process logs between the lines of the trace, for people who read it.</summary>
internal sealed class TraceLoggers(Trace trace, Agenda agenda, string process) : ILoggerFactory, ILogger
{
    /// <inheritdoc />
    public void AddProvider(ILoggerProvider provider)
    {
    }

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc />
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc />
    public bool IsEnabled(LogLevel logLevel) => trace.IsRead;

    /// <inheritdoc />
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (trace.IsRead) trace.Tell(agenda, process, exception is null ? formatter(state, null) : $"{formatter(state, exception)} {exception.GetType().Name}: {exception.Message}");
    }

    /// <inheritdoc />
    public void Dispose()
    {
    }
}
