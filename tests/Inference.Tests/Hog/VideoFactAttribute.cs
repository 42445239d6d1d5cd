namespace Fresnel.Inference.Tests.Hog;

/// <summary>A test that needs vtest.avi of Debian's opencv-doc; visibly skipped without it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VideoFactAttribute : FactAttribute
{
    public VideoFactAttribute()
    {
        if (!File.Exists(TestVideo.FilePath)) Skip = $"{TestVideo.FilePath} of Debian's opencv-doc is not installed.";
    }
}
