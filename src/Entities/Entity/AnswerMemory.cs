using Fresnel.Messages.Entities;

namespace Fresnel.Entities.Entity;

/// <summary>The answers an entity keeps for the repetition of commands, in the order of their journal rows. Not thread-safe.</summary>
internal sealed class AnswerMemory(EntityOptions options)
{
    private readonly Dictionary<string, RememberedAnswer> byId = new(StringComparer.Ordinal);
    private readonly Queue<RememberedAnswer> inOrder = new();

    public int Count => byId.Count;

    public RememberedAnswer? Find(string commandId) => byId.GetValueOrDefault(commandId);

    /// <summary>Keeps an answer, and forgets those that are too old or too many.</summary>
    /// <exception cref="HistoryDamagedException">The command was answered before: it was carried out twice.</exception>
    public void Add(RememberedAnswer answer)
    {
        if (!byId.TryAdd(answer.CommandId, answer))
            throw new HistoryDamagedException(
                $"The command {answer.CommandId} is answered by row {byId[answer.CommandId].Version} and again by row {answer.Version}.");
        inOrder.Enqueue(answer);
        while (inOrder.Count > options.FewestReplies && (inOrder.Count > options.MostReplies
            || answer.At - inOrder.Peek().At > options.ReplyAge))
            byId.Remove(inOrder.Dequeue().CommandId);
    }

    /// <summary>All kept answers, oldest first.</summary>
    public RememberedAnswer[] ToArray() => [.. inOrder];
}
