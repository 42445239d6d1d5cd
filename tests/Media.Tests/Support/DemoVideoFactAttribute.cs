namespace Fresnel.Media.Tests.Support;

/// <summary>A fact about Debian's vtest.avi; visibly skipped where opencv-doc is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DemoVideoFactAttribute : FactAttribute
{
    public const string Video = "/usr/share/doc/opencv-doc/examples/data/vtest.avi";

    public DemoVideoFactAttribute()
    {
        if (!File.Exists(Video)) Skip = $"{Video} is missing; apt-get install opencv-doc.";
    }
}
