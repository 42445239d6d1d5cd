namespace Fresnel.Inference.Manifests;

/// <summary>What <c>models/&lt;name&gt;/model.yaml</c> says about a model. Read and checked by <see cref="ModelManifestReader"/>.</summary>
public sealed record ModelManifest
{
    /// <summary>Name by which the model is asked for: lower-case letters, digits and hyphens.</summary>
    public required string Id { get; init; }

    /// <summary>The model's version, free text such as <c>1.0.0</c>.</summary>
    public required string Version { get; init; }

    /// <summary>What the model does; <c>detection</c> is known.</summary>
    public required string Task { get; init; }

    /// <summary>Full path of the manifest.</summary>
    public required string ManifestPath { get; init; }

    /// <summary>Full path of the model file, beside the manifest.</summary>
    public required string ModelPath { get; init; }

    /// <summary>The model file's SHA-256, 64 lower-case hex digits; checked before the file is loaded.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The picture input.</summary>
    public required ModelInput Input { get; init; }

    /// <summary>Name of the detector engine that understands the outputs: <c>fastestdet</c>, <c>hog</c>, <c>ultraface</c>, <c>yolo</c>.</summary>
    public required string Decoder { get; init; }

    /// <summary>The engine's own settings: the manifest's <c>decoder.settings</c>; empty where absent.</summary>
    public required ManifestSection DecoderSettings { get; init; }

    /// <summary>Label names by index.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>What a detection must pass.</summary>
    public required DetectionThresholds Thresholds { get; init; }

    /// <summary>Batch sizes to run, ascending; <c>[1]</c> where the model takes one picture at a time.</summary>
    public required IReadOnlyList<int> Buckets { get; init; }

    /// <summary>Id of the model that is asked while this one keeps failing; null for none.</summary>
    public required string? Fallback { get; init; }

    /// <summary>Licence of the model file.</summary>
    public required string Licence { get; init; }

    /// <summary>Where the model comes from.</summary>
    public required string Source { get; init; }
}
