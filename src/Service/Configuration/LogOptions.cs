using System.ComponentModel.DataAnnotations;

namespace Fresnel.Service.Configuration;

/// <summary>Section <c>Log</c>: what is written where.</summary>
public sealed class LogOptions
{
    /// <summary>The name of the section.</summary>
    public const string Section = "Log";

    /// <summary>The least level shown on the console: Verbose, Debug, Information, Warning, Error or Fatal. Default Warning; milestones are always shown.</summary>
    [AllowedValues("Verbose", "Debug", "Information", "Warning", "Error", "Fatal", ErrorMessage = "Verbose, Debug, Information, Warning, Error or Fatal")]
    public string Console { get; init; } = "Warning";

    /// <summary>The least level written to <c>logs/</c> in the data folder. Default Information.</summary>
    [AllowedValues("Verbose", "Debug", "Information", "Warning", "Error", "Fatal", ErrorMessage = "Verbose, Debug, Information, Warning, Error or Fatal")]
    public string File { get; init; } = "Information";

    /// <summary>The largest log file before a new one is begun, in MiB. Default 20; 1 to 1024.</summary>
    [Range(1, 1024)]
    public int FileMiB { get; init; } = 20;

    /// <summary>Log files kept. Default 10; 1 to 1000.</summary>
    [Range(1, 1000)]
    public int Files { get; init; } = 10;
}
