using System.Text;
using Fresnel.Messages;
using Fresnel.Messages.Entities;
using Fresnel.Messages.Wire;

namespace Fresnel.Wire.Tests;

/// <summary>The codec of these tests, and values that several of them use.</summary>
internal static class TestCodec
{
    public static readonly EntityId Wall = new("wall", "north");

    public static WireCodec Codec { get; } = new(typeof(EntityId).Assembly, typeof(TestMessages).Assembly);

    /// <summary>A meta of which everything is written.</summary>
    public static EventMeta FullMeta { get; } = new(
        SampleBuilder.Moment,
        7,
        "c-1",
        new JournaledAnswer("aGFzaA", "done", "already so", true),
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "enabled",
        true);

    /// <summary>A meta of which only what must be is written.</summary>
    public static EventMeta BareMeta { get; } = new(SampleBuilder.Moment, 7);

    public static string Text(this WireData data) => Encoding.UTF8.GetString(data.Json.Span);

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
