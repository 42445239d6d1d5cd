using Fresnel.Cluster.Node.Api.Contracts;
using Fresnel.Cluster.Node.Cameras;

namespace Fresnel.Faults.Tests.Load;

/// <summary>A request of a caller, which sends it under its key until it is answered.</summary>
/// <param name="Camera">Whom it is about.</param>
/// <param name="Key">Its <c>Idempotency-Key</c>.</param>
/// <param name="CommandId">The id its command has in the journal.</param>
/// <param name="Method">How it is sent.</param>
/// <param name="Path">Where to.</param>
/// <param name="Body">What with.</param>
internal sealed record CameraRequest(string Camera, string Key, string CommandId, HttpMethod Method, string Path, object? Body)
{
    /// <summary>Nothing answers there, and asking costs nothing: a camera of it is in an outage.</summary>
    public const string NobodyThere = "rtsp://127.0.0.1:9/nobody";

    private static readonly string[] Verbs = ["enable", "disable"];

    /// <summary>Any request, about any of a few cameras.</summary>
    public static CameraRequest Any(Random random, int cameras, string key)
    {
        var camera = $"load-{random.Next(cameras)}";
        var path = $"/api/v1/cameras/{camera}";
        switch (random.Next(10))
        {
            case 0 or 1 or 2:
                var create = new CreateCamera { Name = camera, Enabled = random.Next(3) == 0, Settings = new CameraSettingsInput { Source = NobodyThere } };
                return new CameraRequest(camera, key, $"create:{RequestKey.Of(key, create)}", HttpMethod.Post, "/api/v1/cameras", create);
            case 3:
                return new CameraRequest(camera, key, $"delete:{key}", HttpMethod.Delete, path, null);
            case 4 or 5 or 6:
                var verb = Verbs[random.Next(2)];
                return new CameraRequest(camera, key, $"{verb}:{key}", HttpMethod.Post, $"{path}/{verb}", null);
            default:
                // With a version, some are refused; without, the last one wins.
                var settings = new CameraSettingsInput { Source = NobodyThere, Title = $"Title {random.Next(1000)}" };
                long? version = random.Next(2) == 0 ? random.Next(1, 30) : null;
                return new CameraRequest(
                    camera, key, $"change:{RequestKey.Of(key, settings, false, version)}", HttpMethod.Put, $"{path}/settings{(version is null ? "" : $"?expectedVersion={version}")}", settings);
        }
    }
}
