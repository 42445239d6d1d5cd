namespace Fresnel.Tests;

/// <summary>vtest.avi of Debian's opencv-doc: people walking, 795 frames of 768×576 at 10 a second.</summary>
internal static class DemoVideo
{
    /// <summary>Where it is; <c>FRESNEL_DEMO_VIDEO</c> (set by the launcher) comes first. Null where it is not installed.</summary>
    public static string? Source { get; } = new[]
    {
        Environment.GetEnvironmentVariable("FRESNEL_DEMO_VIDEO") ?? "",
        "/usr/share/doc/opencv-doc/examples/data/vtest.avi",
    }.FirstOrDefault(File.Exists);

    /// <summary>Its path.</summary>
    public static string FilePath => Source ?? throw new InvalidOperationException("vtest.avi is absent.");

    /// <summary>Why a test that needs it is skipped; null where it is there.</summary>
    public static string? Missing => Source is null ? "needs vtest.avi of Debian's opencv-doc (or FRESNEL_DEMO_VIDEO)" : null;
}
