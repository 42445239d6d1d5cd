namespace Fresnel.Media.Ingest;

/// <summary>Counts of one ingest since its start.</summary>
/// <param name="Decoded">Frames that ffmpeg delivered.</param>
/// <param name="Dropped">Of those, frames left out because the reader was slower.</param>
/// <param name="Bytes">Bytes of pictures read.</param>
public readonly record struct IngestStatistics(long Decoded, long Dropped, long Bytes);
