using System.Globalization;
using System.Text.Json;
using Fresnel.Engine.Counting;
using Fresnel.Messages;
using Fresnel.Messages.Entities;
using Fresnel.Messages.Wire;

namespace Fresnel.Engine.Audit;

/// <summary>Reads the rows of a journal into the histories of entities.</summary>
internal static class HistoryReader
{
    /// <summary>The identifier of the engine's serializer.</summary>
    public const int Serializer = 7301;

    private const string MetaProperty = "_";

    /// <summary>Reads; rows that cannot be read are reported and left out.</summary>
    public static IReadOnlyDictionary<EntityId, EntityHistory> Read(IReadOnlyList<JournalRow> rows, AuditReport report)
    {
        var read = new Dictionary<EntityId, List<EntityRow>>();
        foreach (var row in rows)
        {
            if (!EntityId.TryParse(row.PersistenceId, out var entity))
            {
                report.Add(AuditCheck.Rows, $"row {row.Ordering} is of '{row.PersistenceId}', which is no entity");
                continue;
            }

            if (Read(row, report) is not { } decoded) continue;
            if (!read.TryGetValue(entity, out var history)) read[entity] = history = [];
            history.Add(decoded);
        }

        var histories = read.ToDictionary(
            pair => pair.Key, pair => new EntityHistory(pair.Key, [.. pair.Value.OrderBy(row => row.Sequence)]));
        report.Rows = rows.Count;
        report.Entities = histories.Count;
        return histories;
    }

    /// <summary>Splits a manifest, <c>name/version</c>.</summary>
    public static WireData Split(string manifest, ReadOnlyMemory<byte> json)
    {
        var slash = manifest.LastIndexOf('/');
        return slash > 0 && int.TryParse(manifest.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new WireData(manifest[..slash], version, json)
            : new WireData(manifest, 0, json);
    }

    private static EntityRow? Read(JournalRow row, AuditReport report)
    {
        var what = $"row {row.Ordering} ({row.PersistenceId} {row.Sequence}, {row.Manifest})";
        if (row.Identifier != Serializer)
        {
            report.Add(AuditCheck.Rows, $"{what} was written by serializer {row.Identifier}");
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(row.Message);
            var meta = document.RootElement.GetProperty(MetaProperty).Deserialize<EventMeta>(CounterCodec.Instance.Options);
            var message = (IEntityEvent)CounterCodec.Instance.Decode(Split(row.Manifest, row.Message));
            return new EntityRow(row.Ordering, row.Sequence, message, meta!);
        }
        catch (Exception damage) when (damage is JsonException or UnknownWireNameException or KeyNotFoundException
            or InvalidCastException or InvalidOperationException)
        {
            report.Add(AuditCheck.Rows, $"{what} cannot be read: {damage.Message}");
            return null;
        }
    }
}
