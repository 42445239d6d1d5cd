using Fresnel.Tests.Stores;
using Xunit.Abstractions;

namespace Fresnel.Journal.Tests.Damage;

public sealed class FlippedBitTests(ITestOutputHelper output) : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public Task Read_AfterABitFlippedAnywhere_IsRightOrNamesTheDamage() =>
        FlippedBits.CheckAsync(folder, [JournalUnderTest.File], JournalUnderTest.WriteAsync, JournalUnderTest.ReadAsync, output);
}
