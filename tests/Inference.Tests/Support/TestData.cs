namespace Fresnel.Inference.Tests.Support;

/// <summary>The shared test data: <c>FRESNEL_TEST_DATA</c>, or <c>../shared/data</c> beside the repository root.</summary>
internal static class TestData
{
    public static string? Root { get; } = Find();

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root ?? throw new InvalidOperationException("The test data is absent."), .. parts]);

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("FRESNEL_TEST_DATA") is { Length: > 0 } named) return Directory.Exists(named) ? named : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(System.IO.Path.Combine(folder.FullName, "Cluster.sln"))) continue;
            var data = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder.FullName, "..", "shared", "data"));
            return Directory.Exists(data) ? data : null;
        }

        return null;
    }
}

/// <summary>A fact that needs the shared test data and is visibly skipped where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DataFactAttribute : FactAttribute
{
    public DataFactAttribute()
    {
        if (TestData.Root is null) Skip = "needs ../shared/data (or FRESNEL_TEST_DATA)";
    }
}
