using Fresnel.Storage.Sqlite.Pages;
using Xunit.Abstractions;

namespace Fresnel.Tests.Stores;

/// <summary>Flips single bits of database files: every read afterwards is right, or names the damage.</summary>
internal static class FlippedBits
{
    private static readonly int Flips = SlowTests.Choose(40, 1000);

    /// <summary>Checks the files of a folder.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="files">Their names.</param>
    /// <param name="write">Writes them, and closes them: nothing is left in a log.</param>
    /// <param name="read">Reads everything of them.</param>
    /// <param name="output">Says the seed.</param>
    public static async Task CheckAsync(
        TempFolder folder, string[] files, Func<string, Task> write, Func<string, Task<StoreAnswers>> read, ITestOutputHelper output)
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await write(folder.Path);
        var originals = files.ToDictionary(name => name, name => File.ReadAllBytes(folder[name]));
        var truth = (await read(folder.Path)).All;
        Assert.DoesNotContain(truth.Values, answer => answer.Damage is not null);
        var named = 0;
        for (var round = 0; round < Flips; round++)
        {
            foreach (var (file, bytes) in originals) File.WriteAllBytes(folder[file], bytes);
            var name = files[random.Next(files.Length)];

            // Every fourth in the first page: headers and the schema decide over all else.
            var at = random.Next(round % 4 == 0 ? (round % 8 == 0 ? 100 : PageFormat.Size) : originals[name].Length);
            var bit = random.Next(8);
            var flipped = (byte[])originals[name].Clone();
            flipped[at] ^= (byte)(1 << bit);
            File.WriteAllBytes(folder[name], flipped);
            var where = $"round {round}: bit {bit} of byte {at} of {name} (seed {seed})";

            var page = await PageScan.FindDamageAsync(folder[name], TimeProvider.System, default);
            Assert.True(page == PageFormat.NumberOf(at - (at % PageFormat.Size)), $"{where} was not found by reading the file through");
            foreach (var (question, answer) in (await read(folder.Path)).All)
            {
                if (answer.Damage is { } damage)
                {
                    named++;
                    Assert.True(damage.Contains(name, StringComparison.Ordinal), $"{where}: '{question}' blames something else: {damage}");
                }
                else
                {
                    Assert.True(answer == truth[question], $"{where}: '{question}' was silently wrong: {answer.Text}");
                }
            }
        }

        output.WriteLine($"{named} reads named the damage");
        Assert.True(named > Flips / 4, $"Only {named} reads met one of {Flips} flips: the test looks in the wrong places.");
    }
}
