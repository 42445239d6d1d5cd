using System.Buffers;
using System.Text.Json;

namespace Fresnel.Kernel.EventSourcing;

/// <summary>
/// What is kept with an event about its cause, as JSON. Its causation is the command that wrote it: an entity's command to
/// itself has no id, and whatever command the entity was loaded for did not cause what it then found out by itself.
/// </summary>
internal static class CauseMeta
{
    public static ReadOnlyMemory<byte> Encode(MessageContext? context, string? commandId)
    {
        if (context is null && commandId is null) return default;
        var buffer = new ArrayBufferWriter<byte>(192);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (context is not null) json.WriteString("correlation"u8, context.CorrelationId);
            if (commandId is not null) json.WriteString("causation"u8, commandId);
            if (context?.TraceParent is { } trace) json.WriteString("traceparent"u8, trace);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
