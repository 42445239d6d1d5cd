using Fresnel.Clustering;
using Fresnel.Clustering.Broker;
using Fresnel.Clustering.InProcess;
using Fresnel.Simulation.Checks;
using Fresnel.Simulation.Clock;
using Fresnel.Simulation.Network;

namespace Fresnel.Simulation.Broker;

/// <summary>
/// The broker of a simulated world: queues as the in-process broker has them, behind a network that delays, holds and
/// loses, with heartbeats that expire on either side, crashes, alarms and what an operator may do to a queue by mistake.
/// </summary>
internal sealed class SimulatedBroker : IAsyncDisposable
{
    private static readonly TimeSpan LeastExpiry = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan MostExpiry = TimeSpan.FromSeconds(11);

    private readonly InProcessBroker queues;
    private readonly List<BrokerPeer> peers = [];
    private readonly List<Action> stalled = [];
    private IBrokerConnection inside;
    private long starts;

    public SimulatedBroker(Agenda agenda, Weather weather, Trace trace, TimeSpan? consumerTimeout = null)
    {
        Agenda = agenda;
        Weather = weather;
        Trace = trace;
        queues = new InProcessBroker(new SimulatedClock(agenda), consumerTimeout);
        inside = Connect("inside");
    }

    /// <summary>Guards the broker and the connections to it. Held briefly.</summary>
    public Lock Gate { get; } = new();

    public Agenda Agenda { get; }

    public Weather Weather { get; }

    public Trace Trace { get; }

    public bool IsDown { get; private set; }

    public bool IsBlocked { get; private set; }

    /// <summary>The broker as a process sees it.</summary>
    public IBroker Seen(SimulatedProcess process, Line line)
    {
        process.WhenKilled(() => Agenda.After(Agenda.Seconds(0.0005, 0.05), () => CloseAllOf(line, "its process is gone")));
        return new SimulatedBrokerFace(this, line);
    }

    /// <summary>A line between a process and the broker is cut: both sides notice when heartbeats have failed to come.</summary>
    public void Cut(Line line)
    {
        line.Cut();
        var cut = line.Cuts;
        Agenda.After(Agenda.Between(LeastExpiry, MostExpiry), () =>
        {
            if (line.IsCut && line.Cuts == cut) CloseAllOf(line, "no heartbeat");
        });
        Agenda.After(Agenda.Between(LeastExpiry, MostExpiry), () =>
        {
            if (line.IsCut && line.Cuts == cut) line.Process.Receive(() => LoseAllOf(line, "no heartbeat"));
        });
    }

    /// <summary>The line works again.</summary>
    public void Mend(Line line)
    {
        line.Mend();
        if (line.Process.IsDead) Agenda.After(Agenda.Seconds(0.0005, 0.05), () => CloseAllOf(line, "its process is gone"));
    }

    /// <summary>A process was paused: the broker notices when its heartbeats have failed to come.</summary>
    public void Paused(Line line)
    {
        var since = Agenda.Now;
        Agenda.After(Agenda.Between(LeastExpiry, MostExpiry), () =>
        {
            if (line.Process.IsPaused && line.Process.PausedSince == since) CloseAllOf(line, "no heartbeat");
        });
    }

    /// <summary>Ends a process's connections from outside, as a proxy or a firewall that forgets does.</summary>
    public void Sever(Line line) => CloseAllOf(line, "severed");

    /// <summary>Ends the connections of a name.</summary>
    public void Sever(string connection)
    {
        lock (Gate)
        {
            foreach (var peer in peers.Where(p => p.Client.Name == connection).ToArray()) peer.Close("severed");
        }
    }

    /// <summary>As <c>kill -9</c> of the broker: connections end; what was confirmed is on disk, and what was not may be.</summary>
    public void Crash()
    {
        lock (Gate)
        {
            if (IsDown) return;
            Trace.Note(Agenda, "broker", "crash");
            IsDown = true;
            IsBlocked = false;
            starts++;
            stalled.Clear();
            foreach (var peer in peers.ToArray()) peer.Close("the broker is gone");
            queues.Stop();
        }
    }

    /// <summary>Takes connections again.</summary>
    public void Restart()
    {
        lock (Gate)
        {
            if (!IsDown) return;
            Trace.Note(Agenda, "broker", "restart");
            IsDown = false;
            queues.Restart();
            inside = Connect("inside");
        }
    }

    /// <summary>An alarm: publishers are not read from, and are told.</summary>
    public void Block(bool blocked)
    {
        lock (Gate)
        {
            if (IsBlocked == blocked || IsDown) return;
            Trace.Note(Agenda, "broker", blocked ? "blocked" : "unblocked");
            IsBlocked = blocked;
            foreach (var peer in peers) peer.TellBlocked(blocked);
            if (blocked) return;
            foreach (var publish in stalled) Agenda.After(TimeSpan.Zero, publish);
            stalled.Clear();
        }
    }

    /// <summary>A queue and its messages are lost and it is made again, empty.</summary>
    public void Lose(QueueSpec queue)
    {
        lock (Gate)
        {
            if (IsDown) return;
            Trace.Note(Agenda, "broker", "lost", queue.Name);
            Now(inside.DeleteQueueAsync(queue.Name, default));
            Now(inside.DeclareQueueAsync(queue, default));
        }
    }

    /// <summary>Whether a queue holds no message, waiting or in the hands of a consumer.</summary>
    public bool IsEmpty(string queue) => queues.Observe(queue) is { Ready: 0, Unsettled: 0 };

    /// <summary>Puts a message into a queue, as a second copy of what is there or was.</summary>
    public void Put(Publication publication)
    {
        lock (Gate)
        {
            if (IsDown) return;
            Trace.Note(Agenda, "broker", "put", publication.RoutingKey);
            try
            {
                Now(inside.PublishAsync(publication, TimeSpan.FromSeconds(1), default));
            }
            catch (BrokerException)
            {
            }
        }
    }

    /// <summary>Makes the cluster's queues, and what else is to be there before the first node.</summary>
    public void Prepare(Action<IBrokerConnection> prepare)
    {
        lock (Gate) prepare(inside);
    }

    /// <summary>Opens the broker's half of a connection; null where the process that asked is gone.</summary>
    public BrokerPeer? Accept(SimulatedConnection client)
    {
        if (client.Line.Process.IsDead) return null;
        var peer = new BrokerPeer(this, client, Connect(client.Name));
        peers.Add(peer);
        if (IsBlocked) peer.TellBlocked(true);
        return peer;
    }

    public void Forget(BrokerPeer peer) => peers.Remove(peer);

    /// <summary>A publish has arrived: it is durable after a moment, unless the broker crashes before, and then confirmed.</summary>
    public void Publish(in Publication publication, Action<PublishOutcome> confirm, Action<BrokerException> fail)
    {
        var copy = publication;
        if (IsBlocked)
        {
            stalled.Add(() =>
            {
                lock (Gate) Publish(copy, confirm, fail);
            });
            return;
        }

        var start = starts;
        Agenda.After(Agenda.Between(TimeSpan.Zero, Weather.MostSync), () =>
        {
            lock (Gate)
            {
                if (start != starts) return;
                Route(copy, confirm, fail);
            }
        });
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => queues.DisposeAsync();

    /// <summary>The result of a call to the queues, which never wait.</summary>
    public static T Now<T>(ValueTask<T> call) => call.GetAwaiter().GetResult();

    /// <inheritdoc cref="Now{T}" />
    public static void Now(ValueTask call) => call.GetAwaiter().GetResult();

    private IBrokerConnection Connect(string name) => Now(queues.ConnectAsync(name, default));

    private void Route(in Publication publication, Action<PublishOutcome> confirm, Action<BrokerException> fail)
    {
        PublishOutcome outcome;
        try
        {
            outcome = Now(inside.PublishAsync(publication, TimeSpan.FromSeconds(1), default));
        }
        catch (BrokerException fault)
        {
            fail(fault);
            return;
        }

        if (!publication.RoutingKey.StartsWith(Topology.Baton(0).Name[..^1], StringComparison.Ordinal) && Agenda.Chance(Weather.DuplicateShare))
        {
            var again = publication;
            Agenda.After(Agenda.Seconds(0, 2), () => Put(again));
        }

        confirm(outcome);
    }

    private void CloseAllOf(Line line, string reason)
    {
        lock (Gate)
        {
            foreach (var peer in peers.Where(p => p.Client.Line == line).ToArray())
            {
                Trace.Note(Agenda, "broker", "close", peer.Client.Name);
                peer.Close(reason);
            }
        }
    }

    private void LoseAllOf(Line line, string reason)
    {
        SimulatedConnection[] clients;
        lock (Gate) clients = [.. line.Ends.OfType<SimulatedConnection>()];
        foreach (var client in clients) client.Lose(reason);
    }
}
