using System.Globalization;
using Fresnel.Journal.Events;
using Fresnel.Journal.Postgres;
using Fresnel.Journal.Sqlite;
using Fresnel.Journal.Tests.Events;
using Fresnel.Journal.Tests.Postgres;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Storage;

namespace Fresnel.Journal.Tests.Support;

/// <summary>What this assembly does when it is run as a program: it writes until it is killed.</summary>
internal static class ChildProgram
{
    public static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["append", var path]:
                await AppendForEverAsync(path);
                return 0;
            case ["append-on", var path]:
                await AppendThroughRefusalsAsync(path);
                return 0;
            case ["append-many", var path, var streams, var each]:
                await AppendManyAsync(path, int.Parse(streams, CultureInfo.InvariantCulture), int.Parse(each, CultureInfo.InvariantCulture));
                return 0;
            case ["append-to-postgres", var address]:
                await AppendToPostgresAsync(address);
                return 0;
            default:
                Console.Error.WriteLine("This is a test assembly: run it with dotnet test.");
                return 2;
        }
    }

    // As an entity does it: a refused append is tried again, under the same id. Prints what is acknowledged, and refusals.
    private static async Task AppendThroughRefusalsAsync(string path)
    {
        await using var journal = SqliteJournal.Open(path);
        var epoch = await TakeAsync(journal);
        var stream = new StreamKey("camera", "front-door");
        for (long seq = 0; ; seq++)
        {
            var append = Appends.To(stream, epoch, seq).For($"c-{seq + 1}") with { Events = [Appends.Message("test.large", $"\"{new string('x', 10_000)}\"")] };
            while (true)
            {
                try
                {
                    Console.Out.WriteLine(((AppendOutcome.Accepted)await journal.AppendAsync(append, default)).Seq);
                    break;
                }
                catch (StoreUnavailableException refused)
                {
                    Console.Out.WriteLine($"refused {refused.GetType().Name} {refused.Message}");
                    await Task.Delay(10);
                }
            }
        }
    }

    // Every stream appends one after the other, all at once. Prints the commits it took, and by how much the heap grew.
    private static async Task AppendManyAsync(string path, int streams, int each)
    {
        await using var journal = SqliteJournal.Open(path);
        var epoch = await TakeAsync(journal);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var commits = 0;
        journal.OnCommit = _ => commits++;
        await Task.WhenAll(Enumerable.Range(0, streams).Select(async i =>
        {
            for (long seq = 0; seq < each; seq++) await journal.AppendAsync(Appends.To(new StreamKey("camera", $"door-{i}"), epoch, seq), default);
        }));
        Console.Out.WriteLine($"{commits} {GC.GetTotalMemory(forceFullCollection: true) - before}");
    }

    // Prints the sequence number of every append once it was acknowledged, and at last by whom it was fenced.
    private static async Task AppendToPostgresAsync(string address)
    {
        await using var database = await PostgresTests.OpenAsync(address);
        await using var journal = await PostgresJournal.OpenAsync(database, null, TimeProvider.System, default);
        var epoch = await TakeAsync(journal);
        var stream = new StreamKey("camera", "front-door");
        for (long seq = 0; ; seq++)
        {
            var outcome = await journal.AppendAsync(Appends.To(stream, epoch, seq), default);
            Console.Out.WriteLine(outcome is AppendOutcome.Accepted accepted ? accepted.Seq : outcome);
            if (outcome is not AppendOutcome.Accepted) return;
        }
    }

    private static async Task<long> TakeAsync(IJournal journal) =>
        (await journal.ClaimAsync(0, (await journal.AdvanceBatonsAsync([0], default))[0], "child", default))!.Value;

    // Prints the sequence number of every append once it was acknowledged.
    private static async Task AppendForEverAsync(string path)
    {
        await using var journal = SqliteJournal.Open(path);
        var epoch = await TakeAsync(journal);
        var stream = new StreamKey("camera", "front-door");
        for (long seq = 0; ; seq++)
        {
            var outcome = await journal.AppendAsync(Appends.To(stream, epoch, seq), default);
            Console.Out.WriteLine(((AppendOutcome.Accepted)outcome).Seq);
        }
    }
}
