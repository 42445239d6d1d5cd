using System.Runtime.InteropServices;

namespace Fresnel.Service.Commands;

/// <summary>Ctrl-C and SIGTERM: the first asks for a stop in good order, the second leaves at once.</summary>
public sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly PosixSignalRegistration[] registrations;
    private int count;

    /// <summary>Begins to listen.</summary>
    public StopSignals()
    {
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, Handle),
        ];
    }

    /// <summary>Cancelled when a stop was asked for.</summary>
    public CancellationToken Token => stop.Token;

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
        stop.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref count) == 1) ThreadPool.UnsafeQueueUserWorkItem(static source => source.Cancel(), stop, preferLocal: false);
        else Environment.Exit(ExitCodes.Interrupted);
    }
}
