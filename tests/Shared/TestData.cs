namespace Fresnel.Tests;

/// <summary>Real test data: <c>FRESNEL_TEST_DATA</c>, or <c>../shared/data</c> beside the checkout.</summary>
internal static class TestData
{
    /// <summary>Its folder, or null where it is absent.</summary>
    public static string? Root { get; } = Find();

    /// <summary>A file in it.</summary>
    public static string Path(params string[] parts) =>
        System.IO.Path.Combine([Root ?? throw new InvalidOperationException("The test data is absent."), .. parts]);

    private static string? Find()
    {
        var folder = Environment.GetEnvironmentVariable("FRESNEL_TEST_DATA") is { Length: > 0 } named
            ? named
            : System.IO.Path.GetFullPath(System.IO.Path.Combine(Repository.Root, "..", "shared", "data"));
        return Directory.Exists(folder) ? folder : null;
    }
}
