using System.Globalization;

namespace Fresnel.Wire.Tests.Golden;

/// <summary>
/// The golden files in the source tree: <c>entity.command.v1.json</c> holds version 1 of that message, as written. Those of cameras
/// lie with the tests of the old engine's codec, which must write the same bytes.
/// </summary>
internal static class GoldenFolder
{
    public static readonly string Own = Path.Combine(Repository.Root, "tests", "Wire.Tests", "Golden");

    private static readonly string[] Folders = [Own, Path.Combine(Repository.Root, "tests", "Messages.Tests", "Golden")];

    /// <summary>The message's file; in <see cref="Own"/> where there is none yet.</summary>
    public static string FileOf(string name, int version)
    {
        var file = string.Create(CultureInfo.InvariantCulture, $"{name}.v{version}.json");
        return Folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists) ?? Path.Combine(Own, file);
    }

    /// <summary>The message's name and version of every golden file.</summary>
    public static IEnumerable<(string Name, int Version)> List()
    {
        foreach (var file in Folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.json")).Order(StringComparer.Ordinal))
        {
            var stem = Path.GetFileNameWithoutExtension(file);
            var mark = stem.LastIndexOf(".v", StringComparison.Ordinal);
            yield return (stem[..mark], int.Parse(stem[(mark + 2)..], CultureInfo.InvariantCulture));
        }
    }
}
