using System.Text;
using Fresnel.Journal.Sqlite;
using Fresnel.Journal.Tests.Events;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Storage;
using Fresnel.Tests.Stores;

namespace Fresnel.Journal.Tests.Damage;

/// <summary>A journal with something of everything in it, and every way of reading it.</summary>
internal static class JournalUnderTest
{
    public const string File = "journal.db";
    private const int Entities = 6;
    private const int EventsEach = 40;

    /// <summary>Writes it, and closes it: nothing is left in a log.</summary>
    public static async Task WriteAsync(string folder)
    {
        await using (var journal = SqliteJournal.Open(Path.Combine(folder, File), 4))
        {
            var epoch = await Take(journal);
            for (var entity = 0; entity < Entities; entity++)
            {
                for (long seq = 0; seq < EventsEach; seq += 2)
                {
                    var append = Appends.To(Stream(entity), epoch, seq, 2).For($"c-{entity}-{seq}", $"\"reply {entity} {seq}\"")
                        with { Status = seq % 4 == 0 ? "on" : "off" };
                    Assert.IsType<AppendOutcome.Accepted>(await journal.AppendAsync(append, default));
                }

                await journal.SaveSnapshotAsync(Stream(entity), new StoredSnapshot(20, Appends.Message("test.state", $"{{\"of\":{entity}}}")), default);
            }
        }
    }

    /// <summary>Every read of it.</summary>
    public static async Task<StoreAnswers> ReadAsync(string folder)
    {
        var answers = new StoreAnswers();
        await answers.WithAsync("open journal", () => SqliteJournal.Open(Path.Combine(folder, File)), async journal =>
        {
            for (var entity = 0; entity < Entities; entity++)
            {
                var stream = Stream(entity);
                await answers.AskAsync($"load {entity}", async () => Text(await ToListAsync(journal.ReadStreamAsync(stream, 0, default))));
                await answers.AskAsync($"newest {entity}", async () => Text(await journal.ReadStreamPageAsync(stream, null, 10, ReadOrder.NewestFirst, default)));
                await answers.AskAsync($"head {entity}", async () => $"{await journal.FindHeadAsync(stream, default)}");
                await answers.AskAsync($"snapshot {entity}", async () => await journal.FindSnapshotAsync(stream, default) is { } found ? $"{found.Seq} {found.State.Text()}" : "none");
                await answers.AskAsync($"replies {entity}", async () =>
                {
                    var replies = new StringBuilder();
                    for (var seq = 0; seq < EventsEach; seq++) replies.Append((await journal.FindReplyAsync(stream, $"c-{entity}-{seq}", default))?.Text() ?? "-");
                    return replies.ToString();
                });
            }

            await answers.AskAsync("all events", async () =>
            {
                var page = await journal.ReadAllAsync(journal.Start, 1000, default);
                return $"{page.Next} {string.Join(',', page.Events.Select(e => $"{e.Cursor} {e.Shard}"))} {Text([.. page.Events.Select(e => e.Event)])}";
            });
            await answers.AskAsync("heads", async () => string.Join(';', await journal.ListHeadsAsync("camera", null, 100, default)));
            await answers.AskAsync("entities", async () => string.Join(';', await journal.ReadEntitiesAsync(0, default)));
            await answers.AskAsync("shards", async () => string.Join(';', await journal.ReadShardsAsync(default)));
        });
        return answers;
    }

    private static StreamKey Stream(int entity) => new("camera", $"door-{entity}");

    private static async Task<long> Take(SqliteJournal journal) =>
        (await journal.ClaimAsync(0, (await journal.AdvanceBatonsAsync([0], default))[0], "test", default))!.Value;

    private static string Text(IReadOnlyList<StoredEvent> events) =>
        string.Join(';', events.Select(e =>
            $"{e.Stream} {e.Seq} {e.Epoch} {e.Message.Type} {e.Message.Version} {e.Message.Text()} {Encoding.UTF8.GetString(e.Meta.Span)} {e.At:O}"));

    private static async Task<List<StoredEvent>> ToListAsync(IAsyncEnumerable<StoredEvent> events)
    {
        var list = new List<StoredEvent>();
        await foreach (var stored in events) list.Add(stored);
        return list;
    }
}
