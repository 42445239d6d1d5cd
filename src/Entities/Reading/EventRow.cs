using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Fresnel.Messages;
using Fresnel.Messages.Wire;
using Fresnel.Storage.Events;

namespace Fresnel.Entities.Reading;

/// <summary>Makes an event of what a row of the journal holds.</summary>
internal static class EventRow
{
    /// <summary>The event of a row.</summary>
    /// <param name="cursor">The cursor after it.</param>
    /// <param name="persistenceId">The entity: <c>kind/name</c>.</param>
    /// <param name="seq">The sequence number.</param>
    /// <param name="manifest">The wire name and version: <c>camera.enabled/1</c>.</param>
    /// <param name="json">The message.</param>
    /// <exception cref="EventUnreadableException">A part of it is not what it should be.</exception>
    public static StoredEvent Read(EventCursor cursor, string persistenceId, long seq, string? manifest, byte[] json)
    {
        if (!EntityId.TryParse(persistenceId, out var entity)) throw Bad("its persistence id is not of the form kind/name", null);
        if (!TryParse(manifest, out var name, out var version))
            throw Bad($"its manifest '{EntityId.Printable(manifest)}' is not of the form name/version", null);
        try
        {
            var head = EventHead.Read(json);
            return new StoredEvent(cursor, entity, seq, head.Activation, head.At, new WireData(name, version, json), head.Command);
        }
        catch (Exception damaged) when (damaged is JsonException or InvalidOperationException or FormatException)
        {
            throw Bad(damaged.Message.TrimEnd('.').ReplaceLineEndings(" "), damaged);
        }

        EventUnreadableException Bad(string why, Exception? cause) => new(EntityId.Printable(persistenceId), seq, cursor, why, cause);
    }

    private static bool TryParse(string? manifest, [NotNullWhen(true)] out string? name, out int version)
    {
        (name, version) = (null, 0);
        var slash = manifest?.LastIndexOf('/') ?? -1;
        if (slash < 1) return false;
        name = manifest![..slash];
        return int.TryParse(manifest.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out version) && version > 0;
    }
}
