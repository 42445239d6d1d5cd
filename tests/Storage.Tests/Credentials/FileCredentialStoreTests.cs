using System.Runtime.Versioning;
using Fresnel.Storage.Credentials;
using Fresnel.Tests.Stores;

namespace Fresnel.Storage.Tests.Credentials;

[UnsupportedOSPlatform("windows")]
public sealed class FileCredentialStoreTests : CredentialStoreCompliance, IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TempFolder folder = new();
    private FileCredentialStore? opened;

    private string Path => folder["credentials.json"];

    public void Dispose()
    {
        opened?.Dispose();
        folder.Dispose();
    }

    protected override Task<ICredentialStore> OpenAsync()
    {
        opened?.Dispose();
        opened = new FileCredentialStore(Path);
        return Task.FromResult<ICredentialStore>(opened);
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

        var refused = Assert.Throws<StoreUnavailableException>(() => new FileCredentialStore(Path));

        Assert.Contains(Path, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Set_WhereNothingCanBeWritten_FailsWithoutTheSecretAndKeepsTheOld()
    {
        using var store = new FileCredentialStore("/proc/credentials.json");

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.SetAsync("camera/a", "hunter2", default));

        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
        Assert.Null(await store.FindAsync("camera/a", default));
    }
}
