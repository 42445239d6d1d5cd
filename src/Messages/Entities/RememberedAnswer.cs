namespace Fresnel.Messages.Entities;

/// <summary>An answer that is kept for the repetition of its command.</summary>
/// <param name="CommandId">The command's id.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Version">The sequence number of the journal row that holds it.</param>
/// <param name="At">When it was decided.</param>
public sealed record RememberedAnswer(string CommandId, JournaledAnswer Answer, long Version, DateTimeOffset At);
