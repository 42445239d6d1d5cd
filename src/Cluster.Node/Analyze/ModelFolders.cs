namespace Fresnel.Cluster.Node.Analyze;

/// <summary>Where models are looked for.</summary>
internal static class ModelFolders
{
    /// <summary>The folder <c>models</c> beside the program, or the checkout's own where the program runs from a build.</summary>
    public static string? Shipped()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var models = Path.Combine(folder.FullName, "models");
            if (Directory.Exists(models)) return models;
            if (File.Exists(Path.Combine(folder.FullName, "Cluster.sln"))) return null;
        }

        return null;
    }

    /// <summary>Those asked for alone; else <c>models</c> in the data folder, then the shipped ones.</summary>
    public static IReadOnlyList<string> Choose(IReadOnlyList<string> asked, string dataFolder)
    {
        if (asked.Count > 0) return [.. asked.Select(Path.GetFullPath)];
        var own = Path.Combine(dataFolder, "models");
        return Shipped() is { } shipped ? [own, shipped] : [own];
    }
}
