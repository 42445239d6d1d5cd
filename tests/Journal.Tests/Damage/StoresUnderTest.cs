using System.Text;
using Fresnel.Journal.Events;
using Fresnel.Journal.Observations;
using Fresnel.Journal.Projections;
using Fresnel.Journal.Sqlite;
using Fresnel.Journal.Tests.Events;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages;
using Fresnel.Messages.Observations;

namespace Fresnel.Journal.Tests.Damage;

/// <summary>The three databases of a data folder with something of everything in them, and every way of reading them.</summary>
internal static class StoresUnderTest
{
    public const int Entities = 6;
    public const int EventsEach = 40;

    public static readonly string[] Files = ["journal.db", "projections.db", "observations.db"];

    /// <summary>Writes them, and closes them: nothing is left in a log.</summary>
    public static async Task WriteAsync(string folder)
    {
        await using (var journal = SqliteJournal.Open(Path.Combine(folder, Files[0]), 4))
        {
            var epoch = await Take(journal);
            for (var entity = 0; entity < Entities; entity++)
            {
                for (long seq = 0; seq < EventsEach; seq += 2)
                {
                    var append = Appends.To(Stream(entity), epoch, seq, 2).For($"c-{entity}-{seq}", $"\"reply {entity} {seq}\"") with { Status = seq % 4 == 0 ? "on" : "off" };
                    Assert.IsType<AppendOutcome.Accepted>(await journal.AppendAsync(append, default));
                }

                await journal.SaveSnapshotAsync(Stream(entity), new StoredSnapshot(20, Appends.Message("test.state", $"{{\"of\":{entity}}}")), default);
            }
        }

        await using (var projections = SqliteProjectionStore.Open(Path.Combine(folder, Files[1])))
        {
            var documents = Enumerable.Range(0, 60).Select(i => new DocumentChange($"camera/{i:00}", $"{i:00}", Encoding.UTF8.GetBytes($$"""{"number":{{i}},"text":"{{new string('x', 200)}}"}"""))).ToArray();
            await projections.CommitAsync("views", new ProjectionState(3, new JournalCursor(Guid.Parse("11111111-2222-3333-4444-555555555555"), 0, 77)), true, documents, default);
        }

        await using (var observations = SqliteObservationStore.Open(Path.Combine(folder, Files[2])))
        {
            for (var entity = 0; entity < Entities; entity++)
            {
                var seen = Enumerable.Range(0, 50).Select(i => new Observation(Camera(entity), 1, Appends.Noon.AddSeconds(i), TimeSpan.FromSeconds(i), i, [])).ToArray();
                await observations.WriteAsync(new ObservationBatch(seen, [new SeenMark(Camera(entity), 1, Appends.Noon.AddMinutes(1))]), default);
            }
        }
    }

    /// <summary>Every read of every store, each as its answer in text, or as the damage that was named instead.</summary>
    /// <returns>By the name of the read; a name that begins with <c>open</c> stands for all reads of its store.</returns>
    public static async Task<Dictionary<string, Answer>> ReadAsync(string folder)
    {
        var answers = new Dictionary<string, Answer>();
        await WithAsync(answers, "open journal", () => SqliteJournal.Open(Path.Combine(folder, Files[0])), async journal =>
        {
            for (var entity = 0; entity < Entities; entity++)
            {
                var stream = Stream(entity);
                await AskAsync(answers, $"load {entity}", async () => Text(await ToListAsync(journal.ReadStreamAsync(stream, 0, default))));
                await AskAsync(answers, $"newest {entity}", async () => Text(await journal.ReadStreamPageAsync(stream, null, 10, ReadOrder.NewestFirst, default)));
                await AskAsync(answers, $"head {entity}", async () => $"{await journal.FindHeadAsync(stream, default)}");
                await AskAsync(answers, $"snapshot {entity}", async () => await journal.FindSnapshotAsync(stream, default) is { } found ? $"{found.Seq} {found.State.Text()}" : "none");
                await AskAsync(answers, $"replies {entity}", async () =>
                {
                    var replies = new StringBuilder();
                    for (var seq = 0; seq < EventsEach; seq++) replies.Append((await journal.FindReplyAsync(stream, $"c-{entity}-{seq}", default))?.Text() ?? "-");
                    return replies.ToString();
                });
            }

            await AskAsync(answers, "all events", async () =>
            {
                var page = await journal.ReadAllAsync(journal.Start, 1000, default);
                return $"{page.Next} {string.Join(',', page.Events.Select(e => $"{e.Cursor} {e.Shard}"))} {Text([.. page.Events.Select(e => e.Event)])}";
            });
            await AskAsync(answers, "heads", async () => string.Join(';', await journal.ListHeadsAsync("camera", null, 100, default)));
            await AskAsync(answers, "entities", async () => string.Join(';', await journal.ReadEntitiesAsync(0, default)));
            await AskAsync(answers, "shards", async () => string.Join(';', await journal.ReadShardsAsync(default)));
        });
        await WithAsync(answers, "open projections", () => SqliteProjectionStore.Open(Path.Combine(folder, Files[1])), async projections =>
        {
            await AskAsync(answers, "state", async () => $"{await projections.FindStateAsync("views", default)}");
            await AskAsync(answers, "documents", async () => Text(await projections.ListAsync("views", new DocumentQuery { KeyPrefix = "camera/", Limit = 100 }, default)));
            for (var i = 0; i < 60; i++) await AskAsync(answers, $"document {i}", async () => await projections.FindAsync("views", $"camera/{i:00}", default) is { } found ? Text([found]) : "none");
        });
        await WithAsync(answers, "open observations", () => SqliteObservationStore.Open(Path.Combine(folder, Files[2])), async observations =>
        {
            for (var entity = 0; entity < Entities; entity++)
            {
                var camera = Camera(entity);
                await AskAsync(answers, $"observations {entity}", async () => string.Join(';', (await observations.ReadAsync(new ObservationQuery(camera, Appends.Noon, Appends.Noon.AddDays(1)), default)).Select(o => $"{o.Frame} {o.At:O} {o.Epoch} {o.StreamTime} {o.Objects.Count}")));
                await AskAsync(answers, $"mark {entity}", async () => $"{await observations.FindMarkAsync(camera, default)}");
            }
        });
        return answers;
    }

    public static StreamKey Stream(int entity) => new("camera", $"door-{entity}");

    private static EntityId Camera(int entity) => new("camera", $"door-{entity}");

    private static async Task<long> Take(SqliteJournal journal) =>
        (await journal.ClaimAsync(0, (await journal.AdvanceBatonsAsync([0], default))[0], "test", default))!.Value;

    private static string Text(IReadOnlyList<StoredEvent> events) =>
        string.Join(';', events.Select(e => $"{e.Stream} {e.Seq} {e.Epoch} {e.Message.Type} {e.Message.Version} {e.Message.Text()} {Encoding.UTF8.GetString(e.Meta.Span)} {e.At:O}"));

    private static string Text(IReadOnlyList<ProjectionDocument> documents) =>
        string.Join(';', documents.Select(d => $"{d.Key} {d.SortKey} {Encoding.UTF8.GetString(d.Json.Span)}"));

    private static async Task<List<StoredEvent>> ToListAsync(IAsyncEnumerable<StoredEvent> events)
    {
        var list = new List<StoredEvent>();
        await foreach (var stored in events) list.Add(stored);
        return list;
    }

    private static async Task WithAsync<TStore>(Dictionary<string, Answer> answers, string name, Func<TStore> open, Func<TStore, Task> read)
        where TStore : IAsyncDisposable
    {
        TStore? store = default;
        await AskAsync(answers, name, () =>
        {
            store = open();
            return Task.FromResult("open");
        });
        if (store is null) return;
        await using (store) await read(store);
    }

    // Damage, or a file that is none of ours any more: both name the file. Anything else fails the test.
    private static async Task AskAsync(Dictionary<string, Answer> answers, string name, Func<Task<string>> read)
    {
        try
        {
            answers[name] = new Answer(await read(), null);
        }
        catch (Exception named) when (named is StoreDamagedException or JournalSchemaException)
        {
            answers[name] = new Answer(null, named.Message);
        }
    }

    /// <summary>What a read gave: a text, or the damage that it named.</summary>
    public sealed record Answer(string? Text, string? Damage);
}
