using System.Text.Json.Serialization;

namespace Fresnel.Messages.Entities;

/// <summary>The answer to a command as it is journaled with the command's last event.</summary>
/// <param name="Hash">
/// The hash of the command's JSON: the first 16 bytes of SHA-256, base64url. The same id over another body is refused.
/// </param>
/// <param name="Code"><c>done</c>, <c>unchanged</c>, or the code of a refusal.</param>
/// <param name="Detail">The refusal's or the no-op's sentence; null otherwise, and then not written.</param>
/// <param name="Refused">Whether it is a refusal; written only where it is.</param>
public sealed record JournaledAnswer(
    string Hash,
    string Code,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Refused = false);
