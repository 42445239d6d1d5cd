using Fresnel.Clustering.Broker;
using Fresnel.Simulation.Network;

namespace Fresnel.Simulation.Broker;

/// <summary>A process's half of a consumer. Guarded by the broker's gate; its handler runs outside of it, on the thread pool.</summary>
internal sealed class SimulatedConsumer(SimulatedBroker broker, SimulatedConnection connection, string queue, DeliveryHandler handler) : IBrokerConsumer
{
    private readonly TaskCompletionSource<string> lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<SimulatedDelivery> open = [];
    private readonly Queue<SimulatedDelivery> waiting = new();
    private readonly Line.Order order = new();
    private PeerConsumer? peer;
    private TaskCompletionSource? quiet;
    private bool pumping;
    private bool cancelled;
    private bool abandoned;

    /// <inheritdoc />
    public string Queue => queue;

    /// <inheritdoc />
    public Task<string> Lost => lost.Task;

    /// <summary>The broker has started it.</summary>
    public void Opened(PeerConsumer peer)
    {
        lock (broker.Gate)
        {
            this.peer = peer;
            if (abandoned) SendEnd();
        }
    }

    /// <summary>Nobody waits for it any more: the broker is told as soon as it is known there.</summary>
    public void Abandon()
    {
        lock (broker.Gate)
        {
            abandoned = true;
            LoseHere("not wanted any more");
            if (peer is not null) SendEnd();
        }
    }

    /// <summary>A delivery has come.</summary>
    public void Deliver(SimulatedDelivery delivery)
    {
        lock (broker.Gate)
        {
            if (lost.Task.IsCompleted) return;
            if (cancelled)
            {
                SendSettle(delivery, giveBack: true);
                return;
            }

            open.Add(delivery);
            waiting.Enqueue(delivery);
            if (pumping) return;
            pumping = true;
            ThreadPool.UnsafeQueueUserWorkItem(static consumer => _ = consumer.PumpAsync(), this, preferLocal: false);
        }
    }

    /// <summary>Its deliveries are lost to it.</summary>
    public void Lose(string reason)
    {
        lock (broker.Gate) LoseHere(reason);
    }

    /// <summary>Tells the broker what becomes of a delivery; false where it is open no more.</summary>
    public bool Settle(SimulatedDelivery delivery, bool giveBack)
    {
        lock (broker.Gate)
        {
            if (lost.Task.IsCompleted || !open.Remove(delivery)) return false;
            SendSettle(delivery, giveBack);
            return true;
        }
    }

    /// <inheritdoc />
    public async ValueTask CancelAsync(CancellationToken cancellationToken)
    {
        PeerConsumer peer;
        lock (broker.Gate)
        {
            if (cancelled || lost.Task.IsCompleted) return;
            cancelled = true;
            while (waiting.TryDequeue(out var unseen))
            {
                open.Remove(unseen);
                SendSettle(unseen, giveBack: true);
            }

            if (this.peer is not { } opened) return;
            peer = opened;
        }

        try
        {
            await connection.RequestAsync(_ => Cancel(peer), cancellationToken, order: order).ConfigureAwait(false);
        }
        catch (BrokerException)
        {
        }

        Task quiet;
        lock (broker.Gate)
        {
            if (!pumping) return;
            this.quiet ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            quiet = this.quiet.Task;
        }

        await quiet.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        PeerConsumer peer;
        lock (broker.Gate)
        {
            if (lost.Task.IsCompleted) return;
            LoseHere("disposed");
            if (this.peer is not { } opened) return;
            peer = opened;
        }

        try
        {
            await connection.RequestAsync(_ => End(peer), CancellationToken.None, order: order).ConfigureAwait(false);
        }
        catch (BrokerException)
        {
        }
    }

    private static bool Cancel(PeerConsumer peer)
    {
        peer.Cancel();
        return true;
    }

    private static bool End(PeerConsumer peer)
    {
        peer.End();
        return true;
    }

    private void LoseHere(string reason)
    {
        if (lost.Task.IsCompleted) return;
        cancelled = true;
        open.Clear();
        waiting.Clear();
        connection.Forget(this);
        lost.SetResult(reason);
    }

    private void SendSettle(SimulatedDelivery delivery, bool giveBack)
    {
        if (this.peer is not { } peer) return;
        connection.Line.ToServer(() =>
        {
            lock (broker.Gate) peer.Settle(delivery.Tag, giveBack);
        }, order);
    }

    private void SendEnd()
    {
        var peer = this.peer!;
        connection.Line.ToServer(() =>
        {
            lock (broker.Gate) peer.End();
        }, order);
    }

    private async Task PumpAsync()
    {
        while (true)
        {
            SimulatedDelivery? delivery;
            lock (broker.Gate)
            {
                if (!waiting.TryDequeue(out delivery))
                {
                    pumping = false;
                    quiet?.TrySetResult();
                    return;
                }
            }

            try
            {
                await handler(delivery).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // An edge: the handler's fault ends its consumer, as the port promises, and nothing else.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                lock (broker.Gate)
                {
                    LoseHere($"its handler failed: {fault.GetType().Name}: {fault.Message}");
                    if (peer is not null) SendEnd();
                }
            }
            finally
            {
                delivery.CloseBody();
            }
        }
    }
}
