using Fresnel.Messages;
using Fresnel.Storage.Events;

namespace Fresnel.Entities.Reading;

/// <summary>Folds events into changes of the catalogue.</summary>
internal static class CatalogueChanges
{
    /// <summary>The changes by a page of events, one for each entity in it.</summary>
    public static IReadOnlyList<CatalogueChange> Of(IReadOnlyList<StoredEvent> events)
    {
        var changes = new Dictionary<EntityId, CatalogueChange>();
        foreach (var found in events)
        {
            var head = EventHead.Read(found.Message.Json.Span);
            var former = changes.GetValueOrDefault(found.Entity);
            changes[found.Entity] = new CatalogueChange(
                found.Entity, found.Seq, head.Activation, head.Status ?? former?.Status, head.MustRun ?? former?.MustRun);
        }

        return [.. changes.Values];
    }
}
