using System.Globalization;

namespace Fresnel.Messages.Tests.Wire;

/// <summary>The golden files in the source tree: <c>camera.enabled.v1.json</c> holds version 1 of that message, as written.</summary>
internal static class GoldenFolder
{
    public static string Path { get; } = System.IO.Path.Combine(Repository.Root, "tests", "Messages.Tests", "Golden");

    public static string FileOf(string name, int version) =>
        System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"{name}.v{version}.json"));

    /// <summary>The message's name and version of every golden file.</summary>
    public static IEnumerable<(string Name, int Version)> List()
    {
        foreach (var file in Directory.EnumerateFiles(Path, "*.json").Order(StringComparer.Ordinal))
        {
            var stem = System.IO.Path.GetFileNameWithoutExtension(file);
            var mark = stem.LastIndexOf(".v", StringComparison.Ordinal);
            yield return (stem[..mark], int.Parse(stem[(mark + 2)..], CultureInfo.InvariantCulture));
        }
    }
}
