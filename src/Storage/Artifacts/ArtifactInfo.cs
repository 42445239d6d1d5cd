namespace Fresnel.Storage.Artifacts;

/// <summary>What is known of an artifact.</summary>
/// <param name="Id">Its content's hash.</param>
/// <param name="MediaType">What it is: <c>video/mp4</c>.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Created">When it was first stored here.</param>
public sealed record ArtifactInfo(ArtifactId Id, string MediaType, long Length, DateTimeOffset Created);
