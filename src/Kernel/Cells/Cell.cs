using System.Diagnostics.CodeAnalysis;
using Fresnel.Kernel.Mailboxes;
using Fresnel.Kernel.Supervision;

namespace Fresnel.Kernel.Cells;

/// <summary>
/// The reference, the mailbox and the life of one actor in one object. Its parts: <c>Cell.cs</c> what others see,
/// <c>Cell.Turn.cs</c> the loop, <c>Cell.Life.cs</c> start, restart and stop, <c>Cell.Children.cs</c> supervision,
/// <c>Cell.Context.cs</c> what the actor may do.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Its timers end with the actor: EndInstance and StopAsync dispose of them.")]
internal sealed partial class Cell<TMessage> : ActorRef<TMessage>, ICell, IThreadPoolWorkItem, ITerminationWatcher
{
    private readonly ActorSystem _system;
    private readonly ICell? _parent;
    private readonly string _name;
    private readonly Func<Actor<TMessage>> _factory;
    private readonly SpawnOptions<TMessage> _options;
    private readonly Mailbox<TMessage> _mailbox;
    private readonly Lock _gate = new();
    private RestartHistory? _history;
    private TaskCompletionSource? _whenStopped;
    private List<ITerminationWatcher>? _watchers;
    private Terminated? _terminated;

    public Cell(ActorSystem system, ICell? parent, string name, Func<Actor<TMessage>> factory, SpawnOptions<TMessage> options)
    {
        _system = system;
        _parent = parent;
        _name = name;
        _factory = factory;
        _options = options;
        _mailbox = new Mailbox<TMessage>(options.Capacity, options.Overflow);
    }

    public override string Name => _name;

    public override string Path => _parent is null ? _name : $"{_parent.Ref.Path}/{_name}";

    public override bool IsStopping => _mailbox.IsClosed;

    public override int Waiting => _mailbox.Count;

    public override long Dropped => _mailbox.Dropped;

    public override Task WhenStopped
    {
        get
        {
            lock (_gate)
            {
                if (_terminated is not null) return Task.CompletedTask;
                return (_whenStopped ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
        }
    }

    public ActorRef Ref => this;

    public SupervisionStrategy? OwnStrategy => _options.Supervision;

    public RestartHistory History => _history ??= new();

    internal override ActorSystem System => _system;

    internal override int Capacity => _options.Capacity;

    internal override Overflow Overflow => _options.Overflow;

    /// <summary>Gives the actor its first turn.</summary>
    public void Start()
    {
        if (_mailbox.TryStart()) Schedule();
    }

    public override ValueTask TellAsync(TMessage message, MessageContext? context, CancellationToken cancellationToken)
    {
        if (_options.Overflow != Overflow.Wait)
        {
            Tell(message, context);
            return default;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var cancellable = cancellationToken.CanBeCanceled;
        var waiter = _mailbox.OfferOrWait(new(message, context), cancellable, out var result, out var wake);
        if (wake) Schedule();
        if (waiter is not null) return cancellable ? WaitForRoomAsync(waiter, cancellationToken) : waiter.Task;
        if (result == OfferResult.Stopped) Lost(message, DropReason.Stopped);
        return default;
    }

    public void Post(SystemItem item)
    {
        if (_mailbox.Post(item, out var wake))
        {
            if (wake) Schedule();
        }
        else
        {
            Discard(item);
        }
    }

    public void OnTerminated(Terminated terminated) => Post(new TerminatedItem(terminated));

    internal override OfferResult Offer(TMessage message, MessageContext? context, bool takenOver)
    {
        var result = _mailbox.Offer(new(message, context), out var lost, out var wake);
        if (wake) Schedule();
        if (result == OfferResult.Dropped) _options.OnDropped?.Invoke(lost.Message, DropReason.Overflow);
        else if (result == OfferResult.Stopped && takenOver) Lost(message, DropReason.Stopped);
        return result;
    }

    internal override void AddWatcher(ITerminationWatcher watcher)
    {
        Terminated? terminated;
        lock (_gate)
        {
            terminated = _terminated;
            if (terminated is null && !(_watchers ??= []).Contains(watcher)) _watchers.Add(watcher);
        }

        if (terminated is not null) watcher.OnTerminated(terminated);
    }

    internal override void RemoveWatcher(ITerminationWatcher watcher)
    {
        lock (_gate) _watchers?.Remove(watcher);
    }

    private static async ValueTask WaitForRoomAsync(MailboxWaiter<TMessage> waiter, CancellationToken cancellationToken)
    {
        await using (cancellationToken.UnsafeRegister(static (waiter, token) => ((MailboxWaiter<TMessage>)waiter!).Cancel(token), waiter).ConfigureAwait(false))
        {
            await waiter.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Takes no more messages; those of senders in line are lost.</summary>
    private void Close()
    {
        foreach (var waiter in _mailbox.Close())
        {
            Lost(waiter.Envelope.Message, DropReason.Stopped);
            waiter.Complete();
        }
    }

    /// <summary>Counts a message that will not be handled, and gives back what it owns.</summary>
    private void Lost(TMessage message, DropReason reason)
    {
        _system.CountDeadLetter();
        KernelLog.DeadLetter(_system.Log, Path, typeof(TMessage).Name);
        _options.OnDropped?.Invoke(message, reason);
    }

    private void Schedule() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
}
