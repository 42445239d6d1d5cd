using System.Runtime.InteropServices;

namespace Fresnel.Tests.Models;

/// <summary>Builds small ONNX files (opset 13). Field numbers are those of onnx.proto.</summary>
internal sealed class OnnxBuilder
{
    private readonly ProtobufWriter graph = new ProtobufWriter().Text(2, "test");
    private readonly List<(string Domain, int Version)> domains = [("", 13)];

    public OnnxBuilder Input(string name, params long[] shape) => Value(11, name, shape);

    public OnnxBuilder Output(string name, params long[] shape) => Value(12, name, shape);

    public OnnxBuilder Floats(string name, long[] shape, float[] values) => Initializer(name, 1, shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    public OnnxBuilder Longs(string name, params long[] values) => Initializer(name, 7, [values.Length], MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    public OnnxBuilder External(string name, long[] shape, string location)
    {
        var tensor = Tensor(name, 1, shape)
            .Message(13, new ProtobufWriter().Text(1, "location").Text(2, location))
            .Number(14, 1);
        graph.Message(5, tensor);
        return this;
    }

    public OnnxBuilder Node(string operation, string[] inputs, string output, params (string Name, long[] Values)[] attributes) => Node("", operation, inputs, output, attributes);

    public OnnxBuilder Node(string domain, string operation, string[] inputs, string output, params (string Name, long[] Values)[] attributes)
    {
        if (domains.All(known => known.Domain != domain)) domains.Add((domain, 1));
        graph.Message(1, NodeMessage(domain, operation, inputs, output, attributes));
        return this;
    }

    /// <summary>An If node whose branches hold a node each.</summary>
    public OnnxBuilder If(string condition, string output, ProtobufWriter branchNode)
    {
        var branch = new ProtobufWriter().Text(2, "branch").Message(1, branchNode).Message(12, ValueInfo("inner", []));
        var node = new ProtobufWriter().Text(1, condition).Text(2, output).Text(4, "If")
            .Message(5, new ProtobufWriter().Text(1, "then_branch").Number(20, 5).Message(6, branch))
            .Message(5, new ProtobufWriter().Text(1, "else_branch").Number(20, 5).Message(6, branch));
        graph.Message(1, node);
        return this;
    }

    /// <summary>A Loop that carries one float tensor unchanged through as many turns as <paramref name="turns"/> says.</summary>
    public OnnxBuilder Loop(string turns, string carried, string output, params long[] shape)
    {
        var body = new ProtobufWriter().Text(2, "body")
            .Message(11, ValueInfo("turn", [], 7)).Message(11, ValueInfo("on", [], 9)).Message(11, ValueInfo("before", shape))
            .Message(1, NodeMessage("", "Identity", ["on"], "on_after")).Message(1, NodeMessage("", "Identity", ["before"], "after"))
            .Message(12, ValueInfo("on_after", [], 9)).Message(12, ValueInfo("after", shape));
        var node = new ProtobufWriter().Text(1, turns).Text(1, "").Text(1, carried).Text(2, output).Text(4, "Loop")
            .Message(5, new ProtobufWriter().Text(1, "body").Number(20, 5).Message(6, body));
        graph.Message(1, node);
        return this;
    }

    public static ProtobufWriter NodeMessage(string domain, string operation, string[] inputs, string output, params (string Name, long[] Values)[] attributes)
    {
        var node = new ProtobufWriter();
        foreach (var input in inputs) node.Text(1, input);
        node.Text(2, output).Text(4, operation);
        foreach (var (name, values) in attributes)
        {
            var attribute = new ProtobufWriter().Text(1, name);
            if (values.Length == 1 && name is "axis" or "group" or "to" or "keepdims") attribute.Number(3, values[0]).Number(20, 2);
            else
            {
                foreach (var value in values) attribute.Number(8, value);
                attribute.Number(20, 7);
            }

            node.Message(5, attribute);
        }

        return domain.Length > 0 ? node.Text(7, domain) : node;
    }

    public byte[] Build()
    {
        var model = new ProtobufWriter().Number(1, 7).Text(2, "fresnel-tests").Message(7, graph);
        foreach (var (domain, version) in domains) model.Message(8, new ProtobufWriter().Text(1, domain).Number(2, version));
        return model.ToArray();
    }

    private static ProtobufWriter Tensor(string name, int type, long[] shape)
    {
        var tensor = new ProtobufWriter();
        foreach (var size in shape) tensor.Number(1, size);
        return tensor.Number(2, type).Text(8, name);
    }

    private OnnxBuilder Initializer(string name, int type, long[] shape, byte[] raw)
    {
        graph.Message(5, Tensor(name, type, shape).Bytes(9, raw));
        return this;
    }

    private static ProtobufWriter ValueInfo(string name, long[] shape, int type = 1)
    {
        var sizes = new ProtobufWriter();
        foreach (var size in shape) sizes.Message(1, size < 0 ? new ProtobufWriter().Text(2, "d" + -size) : new ProtobufWriter().Number(1, size));
        return new ProtobufWriter().Text(1, name).Message(2, new ProtobufWriter().Message(1, new ProtobufWriter().Number(1, type).Message(2, sizes)));
    }

    private OnnxBuilder Value(int field, string name, long[] shape)
    {
        graph.Message(field, ValueInfo(name, shape));
        return this;
    }
}
