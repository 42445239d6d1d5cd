using System.Text.Json;

namespace Fresnel.Entities.Reading;

/// <summary>What readers need of the property <c>_</c> of a journaled event (<see cref="Messages.Entities.EventMeta"/>).</summary>
/// <param name="At">When the event was decided, UTC.</param>
/// <param name="Activation">The activation of the entity that wrote it.</param>
/// <param name="Command">The id of the command that caused it, or null.</param>
/// <param name="Status">The entity's status after the event, where it changed.</param>
/// <param name="MustRun">Whether the entity must run after the event, where that changed.</param>
internal readonly record struct EventHead(DateTimeOffset At, long Activation, string? Command, string? Status, bool? MustRun)
{
    /// <summary>Reads the property, and the rest of the event far enough to know that it is JSON.</summary>
    /// <param name="json">The event as it was written.</param>
    /// <exception cref="JsonException">It is not JSON, or has no such property.</exception>
    public static EventHead Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("it is not a JSON object");
        EventHead? head = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var ours = reader.ValueTextEquals("_"u8);
            reader.Read();
            if (ours) head = ReadHead(ref reader);
            else reader.Skip();
        }

        reader.Read(); // anything after the object is an error
        return head ?? throw new JsonException("it has no property '_'");
    }

    private static EventHead ReadHead(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("its property '_' is not an object");
        DateTimeOffset? at = null;
        long? activation = null;
        string? command = null;
        string? status = null;
        bool? mustRun = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("at"u8)) at = Time(ref reader);
            else if (reader.ValueTextEquals("activation"u8)) activation = Number(ref reader);
            else if (reader.ValueTextEquals("command"u8)) command = Text(ref reader);
            else if (reader.ValueTextEquals("status"u8)) status = Text(ref reader);
            else if (reader.ValueTextEquals("mustRun"u8)) mustRun = Flag(ref reader);
            else reader.Skip();
        }

        return at is not null && activation is not null
            ? new EventHead(at.Value, activation.Value, command, status, mustRun)
            : throw new JsonException("its property '_' lacks 'at' or 'activation'");
    }

    private static DateTimeOffset? Time(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var time)
            ? time.ToUniversalTime()
            : null;

    private static long? Number(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) ? number : null;

    private static string? Text(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType is JsonTokenType.String or JsonTokenType.Null
            ? reader.GetString()
            : throw new JsonException("its property '_' has a value that should be a text");

    private static bool? Flag(ref Utf8JsonReader reader) => reader.Read() ? reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Null => null,
        _ => throw new JsonException("its property '_' has a value that should be true or false"),
    } : null;
}
