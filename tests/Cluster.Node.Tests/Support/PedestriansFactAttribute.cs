namespace Fresnel.Cluster.Node.Tests.Support;

/// <summary>A test that needs real people on video; visibly skipped where Debian's opencv-doc is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PedestriansFactAttribute : FactAttribute
{
    public PedestriansFactAttribute()
    {
        if (TestPlaces.Pedestrians is null) Skip = "vtest.avi is not installed (apt-get install opencv-doc)";
    }
}
