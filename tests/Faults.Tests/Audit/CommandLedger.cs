using System.Collections.Concurrent;

namespace Fresnel.Faults.Tests.Audit;

/// <summary>What a load's callers were answered, kept on their side. Thread-safe.</summary>
internal sealed class CommandLedger
{
    private readonly ConcurrentQueue<AcknowledgedCommand> entries = new();

    public IReadOnlyCollection<AcknowledgedCommand> Entries => entries;

    public void Add(AcknowledgedCommand entry) => entries.Enqueue(entry);
}
