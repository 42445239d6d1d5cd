namespace Fresnel.Engine.Driver.Machine;

/// <summary>The program that host processes run: this assembly, of this build or of a published one.</summary>
/// <param name="Words">The program and its first arguments.</param>
internal sealed record HostProgram(IReadOnlyList<string> Words)
{
    private const string Name = "Fresnel.Engine";

    /// <summary>The program in a folder; of this process's own folder where none is named.</summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public static HostProgram Find(string? folder = null)
    {
        folder ??= AppContext.BaseDirectory;
        var launcher = Path.Combine(folder, Name);
        if (File.Exists(launcher)) return new HostProgram([launcher]);
        var library = Path.Combine(folder, $"{Name}.dll");
        if (!File.Exists(library))
            throw new FileNotFoundException($"'{folder}' does not hold {Name}.dll: build or publish bench/Engine", library);
        return new HostProgram(["dotnet", library]);
    }
}
