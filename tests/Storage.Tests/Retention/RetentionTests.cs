using System.Security.Cryptography;
using Fresnel.Messages;
using Fresnel.Messages.Observations;
using Fresnel.Storage.Artifacts;
using Fresnel.Storage.Observations;
using Fresnel.Storage.Retention;
using Fresnel.Tests.Stores;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fresnel.Storage.Tests.Retention;

public sealed class RetentionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Select_ByAge_TakesTheOld() =>
        Assert.Equal("d c", Select(TimeSpan.FromHours(2), 1000, ("a", 0, 10), ("b", 2, 10), ("c", 3, 10), ("d", 9, 10)));

    [Fact]
    public void Select_ByQuota_TakesTheOldestUntilTheRestFits() =>
        Assert.Equal("d c", Select(TimeSpan.FromDays(1), 25, ("a", 0, 10), ("b", 2, 10), ("c", 3, 10), ("d", 9, 1)));

    [Fact]
    public void Select_WhereAllIsWell_TakesNothing() =>
        Assert.Equal("", Select(TimeSpan.FromDays(1), 30, ("a", 0, 10), ("b", 2, 10), ("c", 3, 10)));

    [Fact]
    public async Task Sweep_DeletesWhatIsTooOld()
    {
        using var folder = new TempFolder();
        var time = new FakeTimeProvider(Now);
        var artifacts = new LocalArtifactStore(folder["artifacts"], time);
        await using var observations = SqliteObservationStore.Open(folder["observations.db"]);
        var camera = new EntityId("camera", "a");
        await artifacts.PutAsync(new MemoryStream([1]), "text/plain", default);
        await observations.WriteAsync(new ObservationBatch([new Observation(camera, 1, Now, TimeSpan.Zero, 0, [])], []), default);
        time.Advance(TimeSpan.FromHours(2));
        var kept = await artifacts.PutAsync(new MemoryStream([2]), "text/plain", default);
        await observations.WriteAsync(new ObservationBatch([new Observation(camera, 1, time.GetUtcNow(), TimeSpan.Zero, 1, [])], []), default);
        var limits = new RetentionOptions { ArtifactAge = TimeSpan.FromHours(1), ObservationAge = TimeSpan.FromHours(1) };

        await new RetentionRunner(artifacts, observations, limits, time, NullLogger<RetentionRunner>.Instance).SweepAsync(default);

        var left = new List<ArtifactInfo>();
        await foreach (var info in artifacts.ListAsync(default)) left.Add(info);
        Assert.Equal([kept], left);
        Assert.Equal(1, Assert.Single(await observations.ReadAsync(new ObservationQuery(camera, Now, Now.AddDays(1)), default)).Frame);
    }

    // The names of what is chosen, for artifacts of (name, age in hours, length).
    private static string Select(TimeSpan age, long quota, params (string Name, int Hours, long Length)[] artifacts)
    {
        var names = artifacts.ToDictionary(a => ArtifactId.Of(SHA256.HashData([(byte)a.Name[0]])), a => a.Name);
        var infos = artifacts.Select(a => new ArtifactInfo(ArtifactId.Of(SHA256.HashData([(byte)a.Name[0]])), "text/plain", a.Length, Now.AddHours(-a.Hours)));
        return string.Join(' ', ArtifactRetention.Select(infos, Now, new RetentionOptions { ArtifactAge = age, ArtifactQuotaBytes = quota }).Select(a => names[a.Id]));
    }
}
