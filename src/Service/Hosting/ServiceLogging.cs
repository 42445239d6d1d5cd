using System.Globalization;
using Fresnel.Service.Configuration;
using Serilog;
using Serilog.Events;

namespace Fresnel.Service.Hosting;

/// <summary>Where the log goes: a calm console, and a rolling file in the data folder.</summary>
public static class ServiceLogging
{
    /// <summary>The logger of a process.</summary>
    /// <param name="options">Levels and sizes.</param>
    /// <param name="folder">The folder of log files.</param>
    /// <param name="name">How the files begin: <c>node</c>.</param>
    public static Serilog.Core.Logger Create(LogOptions options, string folder, string name = "node") => new LoggerConfiguration()
        .MinimumLevel.Is(Least(options))
        .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
        // A start that fails is told once, by the program's edge.
        .MinimumLevel.Override("Microsoft.Extensions.Hosting", LogEventLevel.Fatal)
        .MinimumLevel.Override("System", LogEventLevel.Warning)
        .Enrich.FromLogContext()
        .WriteTo.Console(
            Parse(options.Console),
            "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}",
            CultureInfo.InvariantCulture,
            standardErrorFromLevel: LogEventLevel.Verbose)
        .WriteTo.File(
            Path.Combine(folder, $"{name}-.log"),
            Parse(options.File),
            "{Timestamp:O} {Level:u3} {SourceContext} {Message:lj}{NewLine}{Exception}",
            CultureInfo.InvariantCulture,
            fileSizeLimitBytes: (long)options.FileMiB << 20,
            rollingInterval: RollingInterval.Day,
            rollOnFileSizeLimit: true,
            retainedFileCountLimit: options.Files)
        .CreateLogger();

    private static LogEventLevel Least(LogOptions options)
    {
        var console = Parse(options.Console);
        var file = Parse(options.File);
        return console < file ? console : file;
    }

    private static LogEventLevel Parse(string level) => Enum.Parse<LogEventLevel>(level);
}
