using Fresnel.Journal.Sqlite.Pages;
using Fresnel.Journal.Tests.Support;
using Xunit.Abstractions;

namespace Fresnel.Journal.Tests.Damage;

public sealed class FlippedBitTests(ITestOutputHelper output) : IDisposable
{
    private static readonly int Flips = SlowTests.Choose(40, 1000);

    private readonly TempFolder folder = new();
    private readonly int seed = Random.Shared.Next();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Read_AfterABitFlippedAnywhere_IsRightOrNamesTheDamage()
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await StoresUnderTest.WriteAsync(folder.Path);
        var originals = StoresUnderTest.Files.ToDictionary(name => name, name => File.ReadAllBytes(folder[name]));
        var truth = await StoresUnderTest.ReadAsync(folder.Path);
        Assert.DoesNotContain(truth.Values, answer => answer.Damage is not null);
        var named = 0;
        for (var round = 0; round < Flips; round++)
        {
            foreach (var (file, bytes) in originals) File.WriteAllBytes(folder[file], bytes);
            var name = StoresUnderTest.Files[random.Next(StoresUnderTest.Files.Length)];

            // Every fourth in the first page: headers and the schema decide over all else.
            var at = random.Next(round % 4 == 0 ? (round % 8 == 0 ? 100 : PageFormat.Size) : originals[name].Length);
            var bit = random.Next(8);
            var flipped = (byte[])originals[name].Clone();
            flipped[at] ^= (byte)(1 << bit);
            File.WriteAllBytes(folder[name], flipped);
            var where = $"round {round}: bit {bit} of byte {at} of {name} (seed {seed})";

            Assert.True(await PageScan.FindDamageAsync(folder[name], TimeProvider.System, default) == PageFormat.NumberOf(at - (at % PageFormat.Size)), $"{where} was not found by reading the file through");
            foreach (var (question, answer) in await StoresUnderTest.ReadAsync(folder.Path))
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
