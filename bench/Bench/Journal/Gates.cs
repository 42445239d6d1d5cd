using System.Diagnostics;
using System.Globalization;
using Fresnel.Journal.Codec;
using Fresnel.Journal.Sqlite;
using Fresnel.Kernel;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Bench.Journal;

/// <summary>Event-sourced actors over a SQLite journal of their own, as a node runs them.</summary>
internal sealed class Gates : IEntityHost, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly KernelCodec Codec = new(new WireCodec(typeof(GateState).Assembly));

    private readonly ActorSystem system = new(TimeProvider.System, NullLoggerFactory.Instance);
    private readonly SqliteJournal journal;
    private readonly ActorRef<EntityMessage>[] gates;

    private Gates(SqliteJournal journal, long epoch, int count)
    {
        this.journal = journal;
        var options = new EntityOptions { SnapshotEvery = int.MaxValue }; // what is measured is appending and replaying
        gates = [.. Enumerable.Range(0, count).Select(i => system.Spawn<EntityMessage>(() => new GateActor(new EntityEnvironment
        {
            Stream = Stream(i),
            Shard = 0,
            Epoch = epoch,
            Store = journal,
            Codec = Codec,
            Host = this,
            Options = options,
        })))];
    }

    /// <summary>How many there are.</summary>
    public int Count => gates.Length;

    /// <summary>How long it took from starting the entities until each had loaded its events and answered.</summary>
    public TimeSpan Loading { get; private set; }

    /// <summary>Opens a journal, and its entities; each is loaded when this returns.</summary>
    /// <param name="path">The journal's file; created where it is missing.</param>
    /// <param name="count">How many entities.</param>
    /// <param name="onCommit">Told the number of appends of each commit; from the writer's thread.</param>
    public static async Task<Gates> OpenAsync(string path, int count, Action<int>? onCommit = null)
    {
        var journal = SqliteJournal.Open(path);
        var epoch = await journal.ClaimAsync(0, (await journal.AdvanceBatonsAsync([0], default))[0], "bench", default);
        var start = Stopwatch.GetTimestamp();
        var gates = new Gates(journal, epoch ?? throw new InvalidOperationException("The shard was not claimed."), count);
        await Task.WhenAll(Enumerable.Range(0, count).Select(gates.CountOfAsync));
        gates.Loading = Stopwatch.GetElapsedTime(start);
        journal.OnCommit = onCommit;
        return gates;
    }

    /// <summary>The address of a gate.</summary>
    public static StreamKey Stream(int gate) => new("gate", gate.ToString("000", CultureInfo.InvariantCulture));

    /// <summary>Sends one command to one of the gates; completes when it is acknowledged.</summary>
    public async Task PassAsync(int gate)
    {
        var id = Guid.NewGuid().ToString("N");
        var reply = await gates[gate].Ask<EntityReply>(to => new EntityCommand(new GateCommand.Pass("someone"), id, to), Patience);
        if (reply.Status is not EntityReplyStatus.Accepted) throw new InvalidOperationException($"A command was answered {reply.Status}: {reply.Refusal?.Message}");
    }

    /// <summary>How many passed one of the gates; answered once it is loaded.</summary>
    public async Task<long> CountOfAsync(int gate)
    {
        var reply = await gates[gate].Ask<EntityReply>(to => new EntityQuery("count", to), Patience);
        return ((GateState)Codec.Decode(reply.Message)).Count;
    }

    /// <inheritdoc/>
    public void OnIdle(StreamKey entity, ActorRef<EntityMessage> actor)
    {
    }

    /// <inheritdoc/>
    public void OnFenced(StreamKey entity, ActorRef<EntityMessage> actor, long epoch)
    {
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await system.DisposeAsync();
        await journal.DisposeAsync();
    }
}
