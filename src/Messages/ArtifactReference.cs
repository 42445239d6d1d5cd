namespace Fresnel.Messages;

/// <summary>A file by its content.</summary>
/// <param name="Sha256">64 lower-case hex digits.</param>
/// <param name="MediaType"><c>image/jpeg</c>, <c>video/mp4</c>.</param>
/// <param name="Length">Bytes.</param>
public sealed record ArtifactReference(string Sha256, string MediaType, long Length);
