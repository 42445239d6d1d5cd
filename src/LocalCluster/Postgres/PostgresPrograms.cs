using System.Globalization;

namespace Fresnel.LocalCluster.Postgres;

/// <summary>Where PostgreSQL's programs are; Debian keeps them beside each other by version, and not on the path.</summary>
internal static class PostgresPrograms
{
    private const string Versions = "/usr/lib/postgresql";

    /// <summary>The folder with <c>postgres</c> and <c>initdb</c>, of the newest version installed.</summary>
    /// <exception cref="ServerException">There is none.</exception>
    public static string FindFolder()
    {
        var folders = Directory.Exists(Versions)
            ? Directory.EnumerateDirectories(Versions)
                .OrderByDescending(path => double.TryParse(Path.GetFileName(path), NumberStyles.Float, CultureInfo.InvariantCulture, out var version) ? version : 0)
                .Select(path => Path.Combine(path, "bin"))
            : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return folders.Concat(path).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "postgres")) && File.Exists(Path.Combine(folder, "initdb")))
            ?? throw new ServerException($"PostgreSQL's server is not installed (no 'postgres' and 'initdb' under {Versions} or on the path): apt-get install postgresql.");
    }
}
