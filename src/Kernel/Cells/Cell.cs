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
    private readonly ActorSystem system;
    private readonly ICell? parent;
    private readonly string name;
    private readonly Func<Actor<TMessage>> factory;
    private readonly SpawnOptions<TMessage> options;
    private readonly Mailbox<TMessage> mailbox;
    private readonly Lock gate = new();
    private RestartHistory? history;
    private TaskCompletionSource? whenStopped;
    private List<ITerminationWatcher>? watchers;
    private Terminated? terminated;

    public Cell(ActorSystem system, ICell? parent, string name, Func<Actor<TMessage>> factory, SpawnOptions<TMessage> options)
    {
        this.system = system;
        this.parent = parent;
        this.name = name;
        this.factory = factory;
        this.options = options;
        mailbox = new Mailbox<TMessage>(options.Capacity, options.Overflow);
    }

    public override string Name => name;

    public override string Path => parent is null ? name : $"{parent.Ref.Path}/{name}";

    public override bool IsStopping => mailbox.IsClosed;

    public override int Waiting => mailbox.Count;

    public override long Dropped => mailbox.Dropped;

    public override Task WhenStopped
    {
        get
        {
            lock (gate)
            {
                if (terminated is not null) return Task.CompletedTask;
                return (whenStopped ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
        }
    }

    public ActorRef Ref => this;

    public SupervisionStrategy? OwnStrategy => options.Supervision;

    public RestartHistory History => history ??= new();

    internal override ActorSystem System => system;

    internal override int Capacity => options.Capacity;

    internal override Overflow Overflow => options.Overflow;

    /// <summary>Gives the actor its first turn.</summary>
    public void Start()
    {
        if (mailbox.TryStart()) Schedule();
    }

    public override ValueTask TellAsync(TMessage message, MessageContext? context, CancellationToken cancellationToken)
    {
        if (options.Overflow != Overflow.Wait)
        {
            Tell(message, context);
            return default;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var cancellable = cancellationToken.CanBeCanceled;
        var waiter = mailbox.OfferOrWait(new(message, context), cancellable, out var result, out var wake);
        if (wake) Schedule();
        if (waiter is not null) return cancellable ? WaitForRoomAsync(waiter, cancellationToken) : waiter.Task;
        if (result == OfferResult.Stopped) Lost(message, DropReason.Stopped);
        return default;
    }

    public void Post(SystemItem item)
    {
        if (mailbox.Post(item, out var wake))
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
        var result = mailbox.Offer(new(message, context), out var lost, out var wake);
        if (wake) Schedule();
        if (result == OfferResult.Dropped) options.OnDropped?.Invoke(lost.Message, DropReason.Overflow);
        else if (result == OfferResult.Stopped && takenOver) Lost(message, DropReason.Stopped);
        return result;
    }

    internal override void AddWatcher(ITerminationWatcher watcher)
    {
        Terminated? terminated;
        lock (gate)
        {
            terminated = this.terminated;
            if (terminated is null && !(watchers ??= []).Contains(watcher)) watchers.Add(watcher);
        }

        if (terminated is not null) watcher.OnTerminated(terminated);
    }

    internal override void RemoveWatcher(ITerminationWatcher watcher)
    {
        lock (gate) watchers?.Remove(watcher);
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
        foreach (var waiter in mailbox.Close())
        {
            Lost(waiter.Envelope.Message, DropReason.Stopped);
            waiter.Complete();
        }
    }

    /// <summary>Counts a message that will not be handled, and gives back what it owns.</summary>
    private void Lost(TMessage message, DropReason reason)
    {
        system.CountDeadLetter();
        KernelLog.DeadLetter(system.Log, Path, typeof(TMessage).Name);
        options.OnDropped?.Invoke(message, reason);
    }

    private void Schedule() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
}
