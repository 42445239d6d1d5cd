using Fresnel.Simulation.Clock;

namespace Fresnel.Simulation.Network;

/// <summary>
/// The way between a process and a server. Messages take their time; those of one <see cref="Order"/> arrive in order. On a
/// line that is cut they wait for it to be mended, as segments that TCP sends again.
/// </summary>
internal sealed class Line(Agenda agenda, SimulatedProcess process, Weather weather)
{
    private readonly Lock gate = new();
    private readonly List<Action> held = [];
    private bool cut;

    /// <summary>The process at this end.</summary>
    public SimulatedProcess Process => process;

    /// <summary>What the process has open on it; whoever opens it guards it.</summary>
    public List<object> Ends { get; } = [];

    public bool IsCut
    {
        get
        {
            lock (gate) return cut;
        }
    }

    /// <summary>Counts cuts, so that what waits for one to last can tell them apart.</summary>
    public long Cuts { get; private set; }

    /// <summary>Sends to the server.</summary>
    public void ToServer(Action message, Order? order = null) => Send(message, order);

    /// <summary>Sends to the process.</summary>
    public void ToProcess(Action message, Order? order = null) => Send(() => process.Receive(message), order);

    public void Cut()
    {
        lock (gate)
        {
            if (cut) return;
            cut = true;
            Cuts++;
        }
    }

    public void Mend()
    {
        lock (gate)
        {
            if (!cut) return;
            cut = false;
            foreach (var message in held) agenda.After(TimeSpan.Zero, () => Arrive(message));
            held.Clear();
        }
    }

    private void Send(Action message, Order? order)
    {
        var latency = agenda.Chance(weather.SlowShare)
            ? agenda.Between(weather.LeastLatency, weather.SlowLatency)
            : agenda.Between(weather.LeastLatency, weather.MostLatency);
        if (order is not null) latency = order.Behind(agenda.Now, latency);
        agenda.After(latency, () => Arrive(message));
    }

    private void Arrive(Action message)
    {
        lock (gate)
        {
            if (cut)
            {
                held.Add(message);
                return;
            }
        }

        message();
    }

    /// <summary>Keeps messages in order, as one direction of one channel does.</summary>
    internal sealed class Order
    {
        private readonly Lock gate = new();
        private TimeSpan last;

        /// <summary>The latency with which a message does not pass the one before.</summary>
        public TimeSpan Behind(TimeSpan now, TimeSpan latency)
        {
            lock (gate)
            {
                last = now + latency > last ? now + latency : last;
                return last - now;
            }
        }
    }
}
