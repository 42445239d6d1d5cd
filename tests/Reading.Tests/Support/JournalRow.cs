using System.Text;
using System.Text.Json;

namespace Fresnel.Reading.Tests.Support;

/// <summary>A row of the journal as the plugin writes it.</summary>
internal sealed record JournalRow(string PersistenceId, long Seq, string Manifest, byte[] Message, int Identifier = 7301)
{
    public static DateTimeOffset At { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>An event with the usual metadata.</summary>
    public static JournalRow Event(
        string entity,
        long seq,
        long activation = 1,
        string? command = null,
        string? status = null,
        bool? mustRun = null,
        string manifest = "counter.added/1")
    {
        var meta = new Dictionary<string, object> { ["at"] = At.AddSeconds(seq), ["activation"] = activation };
        if (command is not null) meta["command"] = command;
        if (status is not null) meta["status"] = status;
        if (mustRun is not null) meta["mustRun"] = mustRun;
        var json = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["amount"] = seq, ["_"] = meta });
        return new JournalRow(entity, seq, manifest, json);
    }

    /// <summary>A row with any text as its message.</summary>
    public static JournalRow Raw(string entity, long seq, string message, string manifest = "counter.added/1") =>
        new(entity, seq, manifest, Encoding.UTF8.GetBytes(message));
}
