namespace Fresnel.Cluster.Node.Tests.Analyze;

/// <summary>A test that needs vtest.avi of Debian's opencv-doc; visibly skipped without it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VideoFactAttribute : FactAttribute
{
    public VideoFactAttribute()
    {
        if (TestVideos.Source is null) Skip = "vtest.avi of Debian's opencv-doc is not installed.";
    }
}

/// <summary>Like <see cref="VideoFactAttribute"/>, for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VideoTheoryAttribute : TheoryAttribute
{
    public VideoTheoryAttribute()
    {
        if (TestVideos.Source is null) Skip = "vtest.avi of Debian's opencv-doc is not installed.";
    }
}
