using Fresnel.Kernel.Supervision;

namespace Fresnel.Kernel.Tests.Support;

/// <summary>An actor made of functions.</summary>
internal sealed class Lambda<T>(Func<T, IActorContext<T>, ValueTask> receive) : Actor<T>
{
    public Func<IActorContext<T>, ValueTask>? Started { get; init; }

    public Func<ValueTask>? Stopping { get; init; }

    public Func<Exception, ValueTask>? Restarting { get; init; }

    public Func<ValueTask>? Stopped { get; init; }

    public SupervisionStrategy? Strategy { get; init; }

    protected override SupervisionStrategy Supervision => Strategy ?? base.Supervision;

    protected override ValueTask ReceiveAsync(T message) => receive(message, Context);

    protected override ValueTask OnStartedAsync() => Started?.Invoke(Context) ?? default;

    protected override ValueTask OnStoppingAsync() => Stopping?.Invoke() ?? default;

    protected override ValueTask OnRestartingAsync(Exception cause) => Restarting?.Invoke(cause) ?? default;

    protected override ValueTask OnStoppedAsync() => Stopped?.Invoke() ?? default;
}
