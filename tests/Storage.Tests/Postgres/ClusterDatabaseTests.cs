using Fresnel.Storage.Postgres;
using Fresnel.Tests.Servers;
using Microsoft.Extensions.Time.Testing;

namespace Fresnel.Storage.Tests.Postgres;

[Collection(PostgresTests.Name)]
public sealed class ClusterDatabaseTests(PostgresServer server)
{
    [Theory]
    [InlineData(4, false)]
    [InlineData(-7, true)]
    [InlineData(7, true)]
    public async Task Open_WithAClockThatIsOff_SaysSo(int secondsOff, bool warned)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddSeconds(secondsOff));
        await using var other = await ClusterDatabase.OpenAsync(PostgresTests.Parse(server.Server.Uri.OriginalString), clock, default);

        Assert.Equal(warned, other.ClockProblem is not null);
        Assert.StartsWith("PostgreSQL 1", other.Product, StringComparison.Ordinal);
    }
}
