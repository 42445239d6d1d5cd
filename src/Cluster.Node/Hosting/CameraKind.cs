using Fresnel.Actors.Cameras;
using Fresnel.Clustering.Hosting;

namespace Fresnel.Cluster.Node.Hosting;

/// <summary>How cameras are hosted.</summary>
internal static class CameraKind
{
    /// <summary>The kind; the services are asked for when the first camera is started.</summary>
    public static EntityKind Create(Func<CameraServices> services) => new()
    {
        Name = "camera",
        MustRun = CameraStatusNames.MustRun,
        Create = environment => new CameraActor(environment, services()),
    };
}
