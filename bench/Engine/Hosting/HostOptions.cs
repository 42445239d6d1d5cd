using Fresnel.Engine.Protocol;

namespace Fresnel.Engine.Hosting;

/// <summary>How a host process runs.</summary>
internal sealed record HostOptions
{
    /// <summary>The environment variable with PostgreSQL's connection string: the command line is seen by others.</summary>
    public const string DatabaseVariable = "FRESNEL_ENGINE_DATABASE";

    /// <summary>The SQLite file of an embedded process, in its data folder.</summary>
    public const string JournalFile = "journal.db";

    /// <summary>What it is in its cluster.</summary>
    public required HostRole Role { get; init; }

    /// <summary>Its name, for the driver.</summary>
    public required string Name { get; init; }

    /// <summary>The address it listens on as a member.</summary>
    public required string Host { get; init; }

    /// <summary>The port it listens on as a member; 0 for a free one.</summary>
    public required int Port { get; init; }

    /// <summary>PostgreSQL's connection string; null for SQLite in the data folder.</summary>
    public string? Database { get; init; }

    /// <summary>The data folder.</summary>
    public required string Data { get; init; }

    /// <summary>The unix socket on which the driver is served; null for none.</summary>
    public string? Socket { get; init; }

    /// <summary>Akka's own settings for failure detection and downing, in place of ours: the baseline.</summary>
    public bool Defaults { get; init; }

    /// <summary>Whether a node warms up before it joins. Default true.</summary>
    public bool WarmUp { get; init; } = true;

    /// <summary>How long an entity that need not run stays in memory without a message; null for the engine's own.</summary>
    public TimeSpan? PassivateAfter { get; init; }

    /// <summary>The most events the journal writes in one batch; null for the engine's own.</summary>
    public int? BatchSize { get; init; }

    /// <summary>How many batches the journal writes at a time; null for the engine's own.</summary>
    public int? Parallelism { get; init; }
}
