using System.Text;
using Fresnel.Storage.Artifacts;
using Fresnel.Tests.Stores;
using Microsoft.Extensions.Time.Testing;

namespace Fresnel.Storage.Tests.Artifacts;

public sealed class LocalArtifactStoreTests : IDisposable
{
    // SHA-256 of "abc", from FIPS 180-2, appendix B.1.
    private static readonly ArtifactId Abc = ArtifactId.Parse("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

    private readonly TempFolder folder = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
    private readonly LocalArtifactStore store;

    public LocalArtifactStoreTests() => store = Open();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Put_AStream_IsKeptUnderItsHash()
    {
        var info = await PutAsync("abc");

        Assert.Equal(new ArtifactInfo(Abc, "text/plain", 3, time.GetUtcNow()), info);
        Assert.Equal(info, await Open().FindAsync(Abc, default));
        Assert.Equal("abc", await ReadAsync(Abc));
        Assert.True(await store.VerifyAsync(Abc, default));
        Assert.True(File.Exists(folder[$"artifacts/ba/78/{Abc}"]));
    }

    [Fact]
    public async Task Put_LargerThanTheBuffer_IsWhole()
    {
        var content = new byte[1_000_003];
        new Random(1).NextBytes(content);

        var info = await store.PutAsync(new MemoryStream(content), "application/octet-stream", default);

        await using var stream = await store.OpenReadAsync(info.Id, default);
        var read = new MemoryStream();
        await stream!.CopyToAsync(read);
        Assert.Equal(content, read.ToArray());
    }

    [Fact]
    public async Task Put_Twice_KeepsTheFirst()
    {
        var first = await PutAsync("abc");
        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(first, await PutAsync("abc"));
        Assert.Single(await ListAsync());
        Assert.Empty(Directory.EnumerateFiles(folder["artifacts/tmp"]));
    }

    [Fact]
    public async Task Put_TheSameManyTimesAtOnce_IsHarmless()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => PutAsync("abc"))));

        Assert.All(all, info => Assert.Equal(Abc, info.Id));
        Assert.True(await store.VerifyAsync(Abc, default));
        Assert.Single(await ListAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PutFile_MovesOrCopiesIt(bool move)
    {
        File.WriteAllText(folder["clip.mp4"], "abc");

        var info = await store.PutFileAsync(folder["clip.mp4"], "video/mp4", move, default);

        Assert.Equal((Abc, "video/mp4"), (info.Id, info.MediaType));
        Assert.Equal("abc", await ReadAsync(Abc));
        Assert.Equal(!move, File.Exists(folder["clip.mp4"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PutFile_Missing_SaysSo(bool move) =>
        await Assert.ThrowsAsync<FileNotFoundException>(async () => await store.PutFileAsync(folder["none"], "video/mp4", move, default));

    [Fact]
    public async Task Put_FromAStreamThatFails_LeavesNothing()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await store.PutAsync(new FailingStream(), "text/plain", default));

        Assert.Empty(Directory.EnumerateFiles(folder["artifacts"], "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("")]
    [InlineData("jpeg")]
    [InlineData("image/jpeg\n")]
    public async Task Put_WithABadMediaType_IsRefused(string mediaType) =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.PutAsync(new MemoryStream(), mediaType, default));

    [Fact]
    public async Task Delete_WhileItIsRead_DoesNotDisturbTheReader()
    {
        await PutAsync("abc");
        await using var reading = await store.OpenReadAsync(Abc, default);

        Assert.True(await store.DeleteAsync(Abc, default));

        Assert.Equal("abc", await new StreamReader(reading!).ReadToEndAsync());
        Assert.False(await store.DeleteAsync(Abc, default));
        Assert.Null(await store.FindAsync(Abc, default));
        Assert.Null(await store.OpenReadAsync(Abc, default));
        Assert.False(await store.VerifyAsync(Abc, default));
    }

    [Fact]
    public async Task Verify_AfterTheContentChanged_IsFalse()
    {
        await PutAsync("abc");
        File.WriteAllText(folder[$"artifacts/ba/78/{Abc}"], "abd");

        Assert.False(await store.VerifyAsync(Abc, default));
    }

    [Fact]
    public void Open_WithUnfinishedFiles_DeletesThem()
    {
        File.WriteAllText(folder["artifacts/tmp/unfinished"], "ab");

        Open();

        Assert.Empty(Directory.EnumerateFiles(folder["artifacts/tmp"]));
    }

    [Fact]
    public void Open_WhereNothingCanBeWritten_SaysSo() =>
        Assert.Throws<StoreUnavailableException>(() => new LocalArtifactStore("/proc/artifacts", time));

    [TmpfsFact]
    public async Task Put_WithoutSpace_SaysSoAndLeavesNothing()
    {
        Directory.CreateDirectory(folder["full"]);
        Assert.True(TmpfsFactAttribute.TryMount(folder["full"], "1m"));
        try
        {
            var small = new LocalArtifactStore(folder["full/artifacts"], time);
            var refused = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await small.PutAsync(new MemoryStream(new byte[4 << 20]), "text/plain", default));
            Assert.DoesNotContain('\n', refused.Message);
            Assert.Empty(Directory.EnumerateFiles(folder["full"], "*", SearchOption.AllDirectories));
            Assert.Equal(Abc, (await small.PutAsync(new MemoryStream("abc"u8.ToArray()), "text/plain", default)).Id);
        }
        finally
        {
            TmpfsFactAttribute.Unmount(folder["full"]);
        }
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    public void ArtifactId_OfAnotherForm_IsRefused(string text) => Assert.Throws<FormatException>(() => ArtifactId.Parse(text));

    private LocalArtifactStore Open() => new(folder["artifacts"], time);

    private async Task<ArtifactInfo> PutAsync(string text) => await store.PutAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), "text/plain", default);

    private async Task<string> ReadAsync(ArtifactId id)
    {
        await using var stream = await store.OpenReadAsync(id, default);
        return await new StreamReader(stream!).ReadToEndAsync();
    }

    private async Task<List<ArtifactInfo>> ListAsync()
    {
        var list = new List<ArtifactInfo>();
        await foreach (var info in store.ListAsync(default)) list.Add(info);
        return list;
    }

    private sealed class FailingStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("The source failed.");
    }
}
