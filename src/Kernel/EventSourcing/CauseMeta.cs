using System.Buffers;
using System.Text.Json;

namespace Fresnel.Kernel.EventSourcing;

/// <summary>What is kept with an event about its cause, as JSON.</summary>
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
            if ((commandId ?? context?.CausationId) is { } cause) json.WriteString("causation"u8, cause);
            if (context?.TraceParent is { } trace) json.WriteString("traceparent"u8, trace);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
