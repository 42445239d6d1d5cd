using System.Text;
using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Journal.Tests.Events;

/// <summary>Appends for tests.</summary>
internal static class Appends
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static EncodedMessage Message(string type, string json) => new(type, 1, Encoding.UTF8.GetBytes(json));

    public static Append To(StreamKey stream, long epoch, long expectedSeq, int events = 1, int shard = 0) => new()
    {
        Stream = stream,
        Shard = shard,
        Epoch = epoch,
        ExpectedSeq = expectedSeq,
        AppendId = Guid.NewGuid(),
        Events = [.. Enumerable.Range(1, events).Select(i => Message("test.counted", $$"""{"number":{{expectedSeq + i}}}"""))],
        Meta = Encoding.UTF8.GetBytes("""{"cause":"test"}"""),
        At = Noon,
    };

    public static Append For(this Append append, string commandId, string reply = "\"done\"") =>
        append with { CommandId = commandId, Reply = Message("test.done", reply) };

    public static string Text(this EncodedMessage message) => Encoding.UTF8.GetString(message.Data.Span);
}
