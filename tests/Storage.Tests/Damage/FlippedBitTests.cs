using Fresnel.Tests.Stores;
using Xunit.Abstractions;

namespace Fresnel.Storage.Tests.Damage;

public sealed class FlippedBitTests(ITestOutputHelper output) : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public Task Read_AfterABitFlippedAnywhere_IsRightOrNamesTheDamage() =>
        FlippedBits.CheckAsync(folder, StoresUnderTest.Files, StoresUnderTest.WriteAsync, StoresUnderTest.ReadAsync, output);
}
