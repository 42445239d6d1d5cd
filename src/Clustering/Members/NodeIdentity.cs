using System.Text.Json;
using Fresnel.Clustering.Broker;
using Fresnel.Clustering.Hosting;
using Fresnel.Clustering.Sessions;

namespace Fresnel.Clustering.Members;

/// <summary>
/// Holds the node's name, session after session: an exclusive queue that only one living connection can have, and through
/// which the node is reached. Nothing is hosted without it.
/// </summary>
internal sealed class NodeIdentity(HostContext host, BrokerLink link, Func<ControlMessage, ValueTask> onControl, Action onChanged)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    // Whoever is heard in the middle of its announcements is alive, and not the last word of a process that has ended.
    private static readonly TimeSpan Alive = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource<string> taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long startedAt = host.Time.GetTimestamp();
    private volatile BrokerSession? held;
    private TaskCompletionSource changed = New();
    private bool everHeld;

    /// <summary>Completes, with one line for people, where the name is another's.</summary>
    public Task<string> Taken => taken.Task;

    /// <summary>Whether the name is held through the session there is now.</summary>
    public bool IsHeld => held is { } session && !session.Ended.IsCancellationRequested;

    private string Node => host.Options.Node;

    /// <summary>Completes when the name is held through a session.</summary>
    public async Task HeldAsync(BrokerSession session, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = Volatile.Read(ref changed).Task;
            if (held == session) return;
            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the name in each session, until cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && !taken.Task.IsCompleted)
        {
            try
            {
                var session = await link.SessionAsync(stop).ConfigureAwait(false);
                await HoldAsync(session, stop).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is BrokerException or OperationCanceledException)
            {
                if (fault is BrokerException { Fault: BrokerFault.Locked }) NoteTaken();
                await Pauses.WaitAsync(Pause, host.Time, stop).ConfigureAwait(false);
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task HoldAsync(BrokerSession session, CancellationToken stop)
    {
        await session.Consuming.DeclareQueueAsync(Topology.Node(Node), stop).ConfigureAwait(false);
        await using var inbox = await session.Consuming
            .ConsumeAsync(Topology.Node(Node).Name, new ConsumerOptions(Prefetch: 16), OnMessageAsync, stop).ConfigureAwait(false);
        everHeld = true;
        Set(session);
        await Task.WhenAny(inbox.Lost, Pauses.ForeverAsync(session.Ended), Pauses.ForeverAsync(stop)).ConfigureAwait(false);
        if (!session.Ended.IsCancellationRequested && !stop.IsCancellationRequested) return; // the queue was deleted: take it again
        Set(null);
    }

    private void Set(BrokerSession? session)
    {
        held = session;
        Interlocked.Exchange(ref changed, New()).TrySetResult();
        onChanged();
    }

    private void NoteTaken()
    {
        ClusteringLog.NameTaken(host.Logger, Node);
        if (everHeld) return;
        var other = host.Members.HeardOther(Node, host.Owner);
        var waited = host.Time.GetElapsedTime(startedAt);
        if (waited < host.Options.NamePatience && !(waited > Alive && other < Alive)) return;
        var address = host.Members.Find(Node) is { Address.Length: > 0 } member && other is not null ? $" at {member.Address}" : "";
        taken.TrySetResult($"the name '{Node}' is taken by a living node{address}; allowed: a name that no other node of the cluster has (--name, Node:Name).");
    }

    private async ValueTask OnMessageAsync(Delivery delivery)
    {
        try
        {
            if (ControlMessage.Read(delivery) is { } message)
            {
                ClusteringLog.Controlled(host.Logger, Node, message.Member is null ? message.Verb : $"{message.Verb} {message.Member}");
                await onControl(message).ConfigureAwait(false);
            }
        }
        catch (JsonException fault)
        {
            ClusteringLog.MalformedMessage(host.Logger, Node, fault.Message);
        }

        await delivery.AcknowledgeAsync(CancellationToken.None).ConfigureAwait(false);
    }
}
