using Fresnel.Messages.Entities;

namespace Fresnel.Engine.Driver.Load;

/// <summary>One sending of a command to one process, and what came of it.</summary>
/// <param name="Command">The command.</param>
/// <param name="Number">Which sending of the command it is, from 1.</param>
/// <param name="Gateway">The name of the process that was asked.</param>
/// <param name="SentAt">When it was sent.</param>
/// <param name="EndedAt">When the answer came, or the connection broke.</param>
/// <param name="Deadline">How long the process was given.</param>
/// <param name="Answer">The answer; null where the connection broke or the process failed.</param>
/// <param name="Fault">What the process said in place of an answer; null where it answered.</param>
internal sealed record Attempt(
    IssuedCommand Command,
    int Number,
    string Gateway,
    TimeSpan SentAt,
    TimeSpan EndedAt,
    TimeSpan Deadline,
    EntityAnswer? Answer,
    string? Fault = null)
{
    /// <summary>Whether the answer is final: the command was carried out or refused.</summary>
    public bool IsFinal => Answer is { Status: AnswerStatus.Accepted or AnswerStatus.Refused };

    /// <summary>Whether it is a final answer that was given for the first time: the entity decided a new command.</summary>
    public bool IsNew => IsFinal && Answer is { Repeated: false };
}
