using Fresnel.Storage.Credentials;

namespace Fresnel.Storage.Tests.Credentials;

/// <summary>What every store of secrets does. A store's tests inherit this and open it.</summary>
public abstract class CredentialStoreCompliance
{
    /// <summary>Opens the test's store, creating it at the first call.</summary>
    protected abstract Task<ICredentialStore> OpenAsync();

    [Fact]
    public async Task Set_ThenOpenedAgain_IsFound()
    {
        var store = await OpenAsync();
        Assert.Null(await store.FindAsync("camera/a", default));
        await store.SetAsync("camera/a", "user:first", default);
        await store.SetAsync("camera/a", "user:pä\"ss", default);
        await store.SetAsync("camera/b", "other", default);
        Assert.True(await store.DeleteAsync("camera/b", default));
        Assert.False(await store.DeleteAsync("camera/b", default));

        var again = await OpenAsync();
        Assert.Equal("user:pä\"ss", await again.FindAsync("camera/a", default));
        Assert.Null(await again.FindAsync("camera/b", default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    public async Task Set_ABadKey_IsRefused(string key)
    {
        var store = await OpenAsync();
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.SetAsync(key, "secret", default));
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.FindAsync(key, default));
    }
}
