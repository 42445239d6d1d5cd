using Fresnel.Messages;
using Fresnel.Messages.Wire;
using Fresnel.Storage.Events;

namespace Fresnel.Tests.Events;

/// <summary>A journal behind <see cref="IEventSource"/>, as the tests of its readers write it.</summary>
public interface IWritableEvents : IAsyncDisposable
{
    /// <summary>What readers see of it.</summary>
    IEventSource Source { get; }

    /// <summary>Writes events of an entity (a kind of <c>camera</c>) at once, at the end of its history.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="at">When they were decided.</param>
    /// <param name="cause">The command that caused them, or null.</param>
    /// <param name="events">The events.</param>
    Task AppendAsync(EntityId entity, DateTimeOffset at, string? cause, params WireData[] events);

    /// <summary>Makes it another history, as a restore from a backup does.</summary>
    Task RestoreAsync();

    /// <summary>Leaves a gap behind the last event, as a transaction does that is rolled back; nothing where there are none.</summary>
    Task LeaveGapAsync();
}
