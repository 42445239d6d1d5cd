namespace Fresnel.Cluster.Node.Analyze;

/// <summary>What an analysis was asked to do. Paths are full.</summary>
public sealed record AnalyzeRequest
{
    /// <summary>The video file.</summary>
    public required string Video { get; init; }

    /// <summary>The model's id.</summary>
    public required string Model { get; init; }

    /// <summary>The table that is written: <c>.csv</c>, <c>.jsonl</c> or <c>.ndjson</c>.</summary>
    public required string Output { get; init; }

    /// <summary>The MP4 with boxes drawn in, or null for none.</summary>
    public string? Annotated { get; init; }

    /// <summary>The most frames analysed, at least 1; null for all.</summary>
    public long? Frames { get; init; }

    /// <summary>Whether to carry on where an interrupted run of the same analysis stopped.</summary>
    public bool Resume { get; init; }

    /// <summary>Where unfinished work is kept.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Folders of models, in order of precedence.</summary>
    public required IReadOnlyList<string> ModelFolders { get; init; }

    /// <summary>What runs the model.</summary>
    public required DeviceChoice Device { get; init; }
}
