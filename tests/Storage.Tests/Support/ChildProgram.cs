using System.Globalization;
using Fresnel.Messages;
using Fresnel.Storage.Folder;
using Fresnel.Storage.Observations;

namespace Fresnel.Storage.Tests.Support;

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
            case ["observe", var path]:
                await ObserveAsync(path, objects: 0);
                return 0;
            case ["observe-much", var path]:
                await ObserveAsync(path, objects: 300);
                return 0;
            case ["observe-many", var path, var writers, var each]:
                await ObserveManyAsync(path, int.Parse(writers, CultureInfo.InvariantCulture), int.Parse(each, CultureInfo.InvariantCulture));
                return 0;
            default:
                Console.Error.WriteLine("This is a test assembly: run it with dotnet test.");
                return 2;
        }
    }

    // Prints the number of every observation once it was acknowledged, and refusals, after which it tries again.
    private static async Task ObserveAsync(string path, int objects)
    {
        await using var store = SqliteObservationStore.Open(path);
        for (long number = 1; ; number++)
        {
            while (true)
            {
                try
                {
                    await store.WriteAsync(Sights.Batch(number, objects: objects), default);
                    Console.Out.WriteLine(number);
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

    // Every writer writes one observation after the other, all writers at once. Prints by how much the heap grew.
    private static async Task ObserveManyAsync(string path, int writers, int each)
    {
        await using var store = SqliteObservationStore.Open(path);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await Task.WhenAll(Enumerable.Range(0, writers).Select(async i =>
        {
            for (var number = 1; number <= each; number++) await store.WriteAsync(Sights.Batch(number, new EntityId("camera", $"door-{i}")), default);
        }));
        Console.Out.WriteLine(GC.GetTotalMemory(forceFullCollection: true) - before);
    }
}
