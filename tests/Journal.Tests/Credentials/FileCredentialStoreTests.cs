using System.Runtime.Versioning;
using Fresnel.Journal.Credentials;
using Fresnel.Journal.Tests.Support;

namespace Fresnel.Journal.Tests.Credentials;

[UnsupportedOSPlatform("windows")]
public sealed class FileCredentialStoreTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TempFolder folder = new();

    private string Path => folder["credentials.json"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Set_ThenOpenedAgain_IsFound()
    {
        using (var store = new FileCredentialStore(Path))
        {
            Assert.Null(await store.FindAsync("camera/a", default));
            await store.SetAsync("camera/a", "user:first", default);
            await store.SetAsync("camera/a", "user:pä\"ss", default);
            await store.SetAsync("camera/b", "other", default);
            Assert.True(await store.DeleteAsync("camera/b", default));
            Assert.False(await store.DeleteAsync("camera/b", default));
        }

        using var again = new FileCredentialStore(Path);
        Assert.Equal("user:pä\"ss", await again.FindAsync("camera/a", default));
        Assert.Null(await again.FindAsync("camera/b", default));
    }

    [Fact]
    public async Task Set_TheFile_IsForItsOwnerOnly()
    {
        using var store = new FileCredentialStore(Path);
        await store.SetAsync("camera/a", "secret", default);

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path));
        Assert.Single(Directory.EnumerateFiles(folder.Path));
    }

    [Fact]
    public async Task Open_AFileOthersCouldRead_ClosesItToThem()
    {
        using (var store = new FileCredentialStore(Path)) await store.SetAsync("camera/a", "secret", default);
        File.SetUnixFileMode(Path, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        new FileCredentialStore(Path).Dispose();

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path));
    }

    [Fact]
    public void Open_ADamagedFile_SaysSoWithoutQuotingIt()
    {
        File.WriteAllText(Path, """{"camera/a":"hunter2" oops""");

        var refused = Assert.Throws<JournalUnavailableException>(() => new FileCredentialStore(Path));

        Assert.Contains(Path, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Set_WhereNothingCanBeWritten_FailsWithoutTheSecretAndKeepsTheOld()
    {
        using var store = new FileCredentialStore("/proc/credentials.json");

        var refused = await Assert.ThrowsAsync<JournalUnavailableException>(async () => await store.SetAsync("camera/a", "hunter2", default));

        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
        Assert.Null(await store.FindAsync("camera/a", default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    public async Task Set_ABadKey_IsRefused(string key)
    {
        using var store = new FileCredentialStore(Path);
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.SetAsync(key, "secret", default));
    }
}
