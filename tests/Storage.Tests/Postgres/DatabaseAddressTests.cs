using Fresnel.LocalCluster.Processes;
using Fresnel.Storage.Postgres;
using Fresnel.Tests.Servers;

namespace Fresnel.Storage.Tests.Postgres;

[Collection(PostgresTests.Name)]
public sealed class DatabaseAddressTests(PostgresServer server)
{
    [Theory]
    [InlineData("postgresql://me:secret@db.example:6000/cluster", "postgresql://me@db.example:6000/cluster")]
    [InlineData("postgres://me:secret@db/cluster?sslmode=verify-full&sslrootcert=/etc/ca.pem", "postgresql://me@db:5432/cluster")]
    [InlineData("postgresql://me%40here:secret%2F@[::1]/cluster", "postgresql://me@here@::1:5432/cluster")]
    public void Parse_AnAddress_ReadsItsParts(string text, string shown)
    {
        Assert.True(DatabaseAddress.TryParse(text, out var address, out _));
        Assert.Equal(shown, address.ToString());
    }

    [Theory]
    [InlineData(null, "not of the form")]
    [InlineData("", "not of the form")]
    [InlineData("Host=db;Password=secret", "not of the form")]
    [InlineData("http://me:secret@db/cluster", "not of the form")]
    [InlineData("postgresql://db/cluster", "names no user")]
    [InlineData("postgresql://me:secret@db", "names no database")]
    [InlineData("postgresql://me:secret@db/a/b", "names no database")]
    [InlineData("postgresql://me:secret@db/cluster?sslmode=maybe", "its sslmode is 'maybe'")]
    [InlineData("postgresql://me:secret@db/cluster?pooling=false", "parameter 'pooling'")]
    public void Parse_ABadAddress_SaysWhatIsWrongWithoutThePassword(string? text, string problem)
    {
        Assert.False(DatabaseAddress.TryParse(text, out _, out var said));
        Assert.Contains(problem, said, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_AWrongPasswordOrDatabase_IsOneLineThatIsNotWorthRetrying()
    {
        var wrongPassword = new UriBuilder(server.Server.Uri) { Password = "hunter2" }.Uri;
        var wrongUser = new UriBuilder(server.Server.Uri) { UserName = "nobody" }.Uri;
        var wrongDatabase = new Uri(server.Server.UriOf("nowhere").OriginalString);
        foreach (var (address, words) in new[] { (wrongPassword, "refuses the user 'fresnel' or its password"), (wrongUser, "refuses the user 'nobody'"), (wrongDatabase, "no database 'nowhere'") })
        {
            var refused = await Assert.ThrowsAsync<StoreSchemaException>(() => PostgresTests.OpenAsync(address.OriginalString));
            Assert.Contains(words, refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refused.Message);
            Assert.DoesNotContain(address.UserInfo.Split(':')[1], refused.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("no-such-host.invalid")]
    public async Task Open_AnAddressWhereNobodyIs_IsOneLineThatIsWorthRetrying(string host)
    {
        var address = new UriBuilder(server.Server.Uri) { Host = host, Port = FreePort.Find() }.Uri;

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => PostgresTests.OpenAsync(address.OriginalString));

        Assert.Contains(host, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.DoesNotContain(address.UserInfo.Split(':')[1], refused.ToString(), StringComparison.Ordinal);
    }
}
