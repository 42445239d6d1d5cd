using System.Text.Json.Nodes;
using Fresnel.Messages;
using Fresnel.Messages.Entities;

namespace Fresnel.Wire.Tests;

/// <summary>The messages of a wall that is painted: an entity for these tests.</summary>
public static class TestMessages
{
    public enum Colour
    {
        DarkRed,
        Green,
    }

    /// <summary>Version 1 called the colour <c>color</c>, version 2 had no coats.</summary>
    [WireName("test.painted", 3)]
    public sealed record Painted(EntityId Wall, Colour Colour, int Coats) : IEntityEvent;

    [WireName("test.cleaned")]
    public sealed record Cleaned : IEntityEvent;

    [WireName("test.paint")]
    public sealed record Paint(string Colour) : IWallCommand;

    [WireName("test.clean")]
    public sealed record Clean : IWallCommand;

    /// <summary>What holds a list, and so has no equality by value.</summary>
    [WireName("test.state")]
    public sealed record State(string Colour, IReadOnlyList<string> Layers);

    [WireName("test.view", 2)]
    public sealed record View(string Text);

    public interface IWallCommand;

    /// <summary>Says something of its own, and has no wire name.</summary>
    public sealed record Unbound(string Text);

    /// <summary>May be sent by its marker, and has no wire name.</summary>
    public sealed record Nameless(string Text) : IWireMessage;

    public sealed class PaintedFromColor : IUpcaster
    {
        public string Name => "test.painted";

        public int FromVersion => 1;

        public JsonNode Upcast(JsonNode message)
        {
            var node = WithoutMeta(message);
            var colour = node["color"];
            node.Remove("color");
            node["colour"] = colour;
            return node;
        }
    }

    public sealed class PaintedWithCoats : IUpcaster
    {
        public string Name => "test.painted";

        public int FromVersion => 2;

        public JsonNode Upcast(JsonNode message)
        {
            var node = WithoutMeta(message);
            node["coats"] = 1;
            return node;
        }
    }

    public sealed class PaintedWithoutCoats : IDowncaster
    {
        public string Name => "test.painted";

        public int FromVersion => 3;

        public JsonNode Downcast(JsonNode message)
        {
            var node = WithoutMeta(message);
            node.Remove("coats");
            return node;
        }
    }

    public sealed class ViewUpcaster : IUpcaster
    {
        public string Name => "test.view";

        public int FromVersion => 1;

        public JsonNode Upcast(JsonNode message) => new JsonObject { ["text"] = message["line"]!.GetValue<string>() };
    }

    public sealed class ViewDowncaster : IDowncaster
    {
        public string Name => "test.view";

        public int FromVersion => 2;

        public JsonNode Downcast(JsonNode message) => new JsonObject { ["line"] = message["text"]!.GetValue<string>() };
    }

    private static JsonObject WithoutMeta(JsonNode message) =>
        message.AsObject().ContainsKey("_") ? throw new InvalidOperationException("A caster was shown the meta.") : message.AsObject();
}
