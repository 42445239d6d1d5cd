namespace Fresnel.Messages.Entities;

/// <summary>What an entity answers to a command or a query.</summary>
/// <param name="Entity">The entity that answers.</param>
/// <param name="CorrelationId">The command's or the query's id.</param>
/// <param name="Status">Whether the command was carried out, and whether the answer is final.</param>
/// <param name="Code">
/// Stable and machine-readable: <c>done</c>, <c>unchanged</c>, the code of a refusal, or a code of <see cref="AnswerCodes"/>.
/// </param>
/// <param name="Detail">One sentence for people; null where there is nothing more to say.</param>
/// <param name="Version">
/// The sequence number of the journal row that holds the answer; the same for every repetition. 0 where nothing was journaled.
/// </param>
/// <param name="Activation">The activation of the entity that answers; 0 where none was reached.</param>
/// <param name="Repeated">Whether the command had been answered before.</param>
/// <param name="MayHaveHappened">
/// Only for <see cref="AnswerStatus.Unavailable"/>: the command may have been carried out all the same.
/// </param>
/// <param name="View">
/// The entity's view after the command, folded from its state; null for answers that are not
/// <see cref="AnswerStatus.Accepted"/> and where the code is <see cref="AnswerCodes.AnswerTooLarge"/>.
/// </param>
/// <param name="Node">The address of the node that answers, <c>host:port</c>.</param>
[WireName("entity.answer")]
public sealed record EntityAnswer(
    EntityId Entity,
    string CorrelationId,
    AnswerStatus Status,
    string Code,
    string? Detail = null,
    long Version = 0,
    long Activation = 0,
    bool Repeated = false,
    bool MayHaveHappened = false,
    object? View = null,
    string? Node = null) : IWireMessage;
