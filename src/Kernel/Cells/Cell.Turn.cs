using System.Runtime.CompilerServices;
using Fresnel.Kernel.Mailboxes;

namespace Fresnel.Kernel.Cells;

internal sealed partial class Cell<TMessage>
{
    private Action? resume;
    private ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter awaiting;
    private bool isAwaiting;
    private SystemItem? lane;
    private Envelope<TMessage> inHand;
    private bool hasInHand;
    private bool told;
    private Queue<SystemItem>? deferred;
    private Queue<Envelope<TMessage>>? stash;
    private Queue<Envelope<TMessage>>? front;

    /// <summary>One run on the thread pool: what is in the lane, then messages, until there is nothing to do, something is awaited, or it is others' turn.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        MessageContext? ambient = null;
        var budget = options.Throughput;
        var busy = false;
        if (isAwaiting)
        {
            isAwaiting = false;
            Finish();
        }
        else if (phase == CellPhase.New && !Await(StartAsync()))
        {
            return;
        }

        while (true)
        {
            if (budget-- <= 0)
            {
                if (ThreadPool.PendingWorkItemCount == 0)
                {
                    // Nobody waits: going to the end of an empty queue would only wake another thread.
                    budget = options.Throughput;
                    busy = true;
                    continue;
                }

                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }

            if (lane is not null || mailbox.HasSystem)
            {
                lane ??= mailbox.TakeSystem();
                if (lane is { } item)
                {
                    lane = item.Next;
                    item.Next = null;
                    if (!HandleItem(item, ref ambient)) return;
                    continue;
                }
            }

            var stop = this.stop;
            if (stop == StopNow && phase is not (CellPhase.Stopping or CellPhase.Stopped))
            {
                if (!Await(StopAsync())) return;
                continue;
            }

            if (phase != CellPhase.Running)
            {
                if (mailbox.TryPark(suspended: true)) return;
                continue;
            }

            if (TryNext(out var envelope))
            {
                if (!Deliver(envelope, true, ref ambient)) return;
            }
            else if (stop == StopDrained)
            {
                if (!Await(StopAsync())) return;
            }
            else if (busy && mailbox.Linger())
            {
                continue;
            }
            else if (mailbox.TryPark(suspended: false))
            {
                return;
            }
        }
    }

    /// <summary>Handles one message; false where it is awaited, and this run is over.</summary>
    private bool Deliver(in Envelope<TMessage> envelope, bool told, ref MessageContext? ambient)
    {
        if (!ReferenceEquals(envelope.Context, ambient)) MessageContext.Current = ambient = envelope.Context;
        inHand = envelope;
        hasInHand = true;
        this.told = told;
        try
        {
            var handling = actor!.DeliverAsync(envelope.Message);
            if (!handling.IsCompletedSuccessfully) return Await(handling);
            handling.GetAwaiter().GetResult(); // it has completed: this waits for nothing, and gives back a pooled source
        }
        catch (Exception failure)
        {
            Fail(failure);
        }

        Handled();
        return true;
    }

    /// <summary>Goes on at once where the task is complete; otherwise arranges for the next run, and this one is over.</summary>
    private bool Await(ValueTask task)
    {
        awaiting = task.ConfigureAwait(false).GetAwaiter();
        if (awaiting.IsCompleted)
        {
            Finish();
            return true;
        }

        isAwaiting = true;
        awaiting.UnsafeOnCompleted(resume ??= Schedule);
        return false;
    }

    private void Finish()
    {
        var awaiting = this.awaiting;
        this.awaiting = default;
        try
        {
            awaiting.GetResult();
        }
        catch (Exception failure)
        {
            Fail(failure);
        }

        Handled();
    }

    private void Handled()
    {
        hasInHand = false;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<Envelope<TMessage>>()) inHand = default;
        if (told) idle?.Touch();
        told = false;
    }

    private bool TryNext(out Envelope<TMessage> envelope) =>
        front is not null && front.TryDequeue(out envelope) || mailbox.TryTake(out envelope);

    /// <summary>Handles one thing from the lane; false where it is awaited, and this run is over.</summary>
    private bool HandleItem(SystemItem item, ref MessageContext? ambient)
    {
        if (ambient is not null) MessageContext.Current = ambient = null;
        if (phase == CellPhase.Failed && item is IMessageItem)
        {
            (deferred ??= new()).Enqueue(item);
            return true;
        }

        switch (item)
        {
            case ActorTimers<TMessage>.Entry timer:
                return !timer.TryTake(out var tick) || DeliverOwn(new(tick, null), false, ref ambient);
            case SelfItem<TMessage> own when own.Instance == instance:
                return DeliverOwn(new(own.Message, own.Context), true, ref ambient);
            case TerminatedItem ended:
                return !TryTakeWatch(ended.Terminated, out var notice) || DeliverOwn(new(notice, null), true, ref ambient);
            case IdleItem:
                return this.idle is null || !this.idle.IsDue(out var idle) || DeliverOwn(new(idle, null), false, ref ambient);
            case ChildFailedItem failed:
                Supervise(failed);
                return true;
            case DirectiveItem directive:
                return Follow(directive);
            case RestartItem restart:
                return phase != CellPhase.BackingOff || restart.Instance != instance || Await(StartAsync());
            case StopItem:
                return true;
            default:
                Discard(item);
                return true;
        }
    }

    /// <summary>Handles a message that came by the lane; false where it is awaited, and this run is over.</summary>
    private bool DeliverOwn(Envelope<TMessage> envelope, bool told, ref MessageContext? ambient)
    {
        if (stop != StopNow) return Deliver(envelope, told, ref ambient);
        Lost(envelope.Message, DropReason.Stopped);
        return true;
    }

    /// <summary>Gives up something from the lane, giving back what its message owns.</summary>
    private void Discard(SystemItem item)
    {
        if (item is SelfItem<TMessage> own) Lost(own.Message, DropReason.Stopped);
    }
}
