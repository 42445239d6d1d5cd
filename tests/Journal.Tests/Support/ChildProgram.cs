using Fresnel.Journal.Folder;
using Fresnel.Journal.Sqlite;
using Fresnel.Journal.Tests.Events;
using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Journal.Tests.Support;

/// <summary>What this assembly does when it is run as a program: it writes, or holds a folder, until it is killed.</summary>
internal static class ChildProgram
{
    public static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["hold", var path]:
                using (DataFolder.Open(path))
                {
                    Console.Out.WriteLine("held");
                    await Task.Delay(Timeout.Infinite);
                }

                return 0;
            case ["append", var path]:
                await AppendForEverAsync(path);
                return 0;
            default:
                Console.Error.WriteLine("This is a test assembly: run it with dotnet test.");
                return 2;
        }
    }

    // Prints the sequence number of every append once it was acknowledged.
    private static async Task AppendForEverAsync(string path)
    {
        await using var journal = SqliteJournal.Open(path);
        var baton = (await journal.AdvanceBatonsAsync([0], default))[0];
        var epoch = (await journal.ClaimAsync(0, baton, "child", default))!.Value;
        var stream = new StreamKey("camera", "front-door");
        for (long seq = 0; ; seq++)
        {
            var outcome = await journal.AppendAsync(Appends.To(stream, epoch, seq), default);
            Console.Out.WriteLine(((AppendOutcome.Accepted)outcome).Seq);
        }
    }
}
