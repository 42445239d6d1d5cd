using System.Runtime.CompilerServices;
using Fresnel.Kernel.Mailboxes;

namespace Fresnel.Kernel.Cells;

internal sealed partial class Cell<TMessage>
{
    private Action? _resume;
    private ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter _awaiting;
    private bool _isAwaiting;
    private SystemItem? _lane;
    private Envelope<TMessage> _inHand;
    private bool _hasInHand;
    private bool _told;
    private Queue<SystemItem>? _deferred;
    private Queue<Envelope<TMessage>>? _stash;
    private Queue<Envelope<TMessage>>? _front;

    /// <summary>One run on the thread pool: what is in the lane, then messages, until there is nothing to do, something is awaited, or it is others' turn.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        MessageContext? ambient = null;
        var budget = _options.Throughput;
        var busy = false;
        if (_isAwaiting)
        {
            _isAwaiting = false;
            Finish();
        }
        else if (_phase == CellPhase.New && !Await(StartAsync()))
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
                    budget = _options.Throughput;
                    busy = true;
                    continue;
                }

                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }

            if (_lane is not null || _mailbox.HasSystem)
            {
                _lane ??= _mailbox.TakeSystem();
                if (_lane is { } item)
                {
                    _lane = item.Next;
                    item.Next = null;
                    if (!HandleItem(item, ref ambient)) return;
                    continue;
                }
            }

            var stop = _stop;
            if (stop == StopNow && _phase is not (CellPhase.Stopping or CellPhase.Stopped))
            {
                if (!Await(StopAsync())) return;
                continue;
            }

            if (_phase != CellPhase.Running)
            {
                if (_mailbox.TryPark(suspended: true)) return;
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
            else if (busy && _mailbox.Linger())
            {
                continue;
            }
            else if (_mailbox.TryPark(suspended: false))
            {
                return;
            }
        }
    }

    /// <summary>Handles one message; false where it is awaited, and this run is over.</summary>
    private bool Deliver(in Envelope<TMessage> envelope, bool told, ref MessageContext? ambient)
    {
        if (!ReferenceEquals(envelope.Context, ambient)) MessageContext.Current = ambient = envelope.Context;
        _inHand = envelope;
        _hasInHand = true;
        _told = told;
        try
        {
            var handling = _actor!.DeliverAsync(envelope.Message);
            if (!handling.IsCompletedSuccessfully) return Await(handling);
            handling.GetAwaiter().GetResult();
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
        _awaiting = task.ConfigureAwait(false).GetAwaiter();
        if (_awaiting.IsCompleted)
        {
            Finish();
            return true;
        }

        _isAwaiting = true;
        _awaiting.UnsafeOnCompleted(_resume ??= Schedule);
        return false;
    }

    private void Finish()
    {
        var awaiting = _awaiting;
        _awaiting = default;
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
        _hasInHand = false;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<Envelope<TMessage>>()) _inHand = default;
        if (_told) _idle?.Touch();
        _told = false;
    }

    private bool TryNext(out Envelope<TMessage> envelope) =>
        _front is not null && _front.TryDequeue(out envelope) || _mailbox.TryTake(out envelope);

    /// <summary>Handles one thing from the lane; false where it is awaited, and this run is over.</summary>
    private bool HandleItem(SystemItem item, ref MessageContext? ambient)
    {
        if (ambient is not null) MessageContext.Current = ambient = null;
        if (_phase == CellPhase.Failed && item is IMessageItem)
        {
            (_deferred ??= new()).Enqueue(item);
            return true;
        }

        switch (item)
        {
            case ActorTimers<TMessage>.Entry timer:
                return !timer.TryTake(out var tick) || DeliverOwn(new(tick, null), false, ref ambient);
            case SelfItem<TMessage> own when own.Instance == _instance:
                return DeliverOwn(new(own.Message, own.Context), true, ref ambient);
            case TerminatedItem ended:
                return !TryTakeWatch(ended.Terminated, out var notice) || DeliverOwn(new(notice, null), true, ref ambient);
            case IdleItem:
                return _idle is null || !_idle.IsDue(out var idle) || DeliverOwn(new(idle, null), false, ref ambient);
            case ChildFailedItem failed:
                Supervise(failed);
                return true;
            case DirectiveItem directive:
                return Follow(directive);
            case RestartItem restart:
                return _phase != CellPhase.BackingOff || restart.Instance != _instance || Await(StartAsync());
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
        if (_stop != StopNow) return Deliver(envelope, told, ref ambient);
        Lost(envelope.Message, DropReason.Stopped);
        return true;
    }

    /// <summary>Gives up something from the lane, giving back what its message owns.</summary>
    private void Discard(SystemItem item)
    {
        if (item is SelfItem<TMessage> own) Lost(own.Message, DropReason.Stopped);
    }
}
