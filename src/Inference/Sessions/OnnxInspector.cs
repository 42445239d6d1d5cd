namespace Fresnel.Inference.Sessions;

/// <summary>
/// Looks through an ONNX file for what must not reach the runtime: tensors whose data lies in other files, and operators that
/// need a library of their own. Field numbers are those of onnx.proto (ONNX 1.19); nothing is copied or built.
/// </summary>
internal static class OnnxInspector
{
    private const int MaxDepth = 64;

    /// <summary>Operator domains that come with ONNX Runtime itself: ONNX's two, and the runtime's built-in additions.</summary>
    private static readonly string[] Domains = ["", "ai.onnx", "ai.onnx.ml", "com.microsoft"];

    /// <summary>What is wrong with a model, in words that follow "Model x: "; null where nothing is.</summary>
    public static string? Refusal(ReadOnlySpan<byte> model)
    {
        try
        {
            var functions = new HashSet<string>(StringComparer.Ordinal);
            var graphs = 0;
            for (var reader = new ProtobufReader(model); reader.Next();)
            {
                if (reader.Field == 25) functions.Add(FunctionName(reader.Bytes));
                if (reader.Field == 7) graphs++;
            }

            if (graphs != 1) return "the file is not an ONNX model: it holds no graph";
            for (var reader = new ProtobufReader(model); reader.Next();)
            {
                var fault = reader.Field switch
                {
                    7 => Graph(reader.Bytes, functions, 0),
                    25 => Nodes(reader.Bytes, 7, functions, 0),
                    _ => null,
                };
                if (fault is not null) return fault;
            }

            return null;
        }
        catch (InvalidDataException fault)
        {
            return $"the file is not an ONNX model: {fault.Message}";
        }
    }

    private static string FunctionName(ReadOnlySpan<byte> function)
    {
        string name = "", domain = "";
        for (var reader = new ProtobufReader(function); reader.Next();)
        {
            if (reader.Field == 1) name = reader.Text;
            if (reader.Field == 10) domain = reader.Text;
        }

        return domain + "/" + name;
    }

    private static string? Graph(ReadOnlySpan<byte> graph, HashSet<string> functions, int depth)
    {
        if (depth > MaxDepth) throw new InvalidDataException($"graphs are nested more than {MaxDepth} deep");
        for (var reader = new ProtobufReader(graph); reader.Next();)
        {
            var fault = reader.Field switch
            {
                5 => Tensor(reader.Bytes),
                15 => SparseTensor(reader.Bytes),
                _ => null,
            };
            if (fault is not null) return fault;
        }

        return Nodes(graph, 1, functions, depth);
    }

    private static string? Nodes(ReadOnlySpan<byte> owner, int field, HashSet<string> functions, int depth)
    {
        for (var reader = new ProtobufReader(owner); reader.Next();)
        {
            if (reader.Field == field && Node(reader.Bytes, functions, depth) is { } fault) return fault;
        }

        return null;
    }

    private static string? Node(ReadOnlySpan<byte> node, HashSet<string> functions, int depth)
    {
        string operation = "", domain = "";
        for (var reader = new ProtobufReader(node); reader.Next();)
        {
            if (reader.Field == 4) operation = reader.Text;
            else if (reader.Field == 7) domain = reader.Text;
            else if (reader.Field == 5 && Attribute(reader.Bytes, functions, depth) is { } fault) return fault;
        }

        return Domains.Contains(domain) || functions.Contains(domain + "/" + operation)
            ? null
            : $"operator '{operation}' is of the custom domain '{domain}'; allowed domains: ai.onnx, ai.onnx.ml, com.microsoft";
    }

    private static string? Attribute(ReadOnlySpan<byte> attribute, HashSet<string> functions, int depth)
    {
        for (var reader = new ProtobufReader(attribute); reader.Next();)
        {
            var fault = reader.Field switch
            {
                5 or 10 => Tensor(reader.Bytes),
                6 or 11 => Graph(reader.Bytes, functions, depth + 1),
                22 or 23 => SparseTensor(reader.Bytes),
                _ => null,
            };
            if (fault is not null) return fault;
        }

        return null;
    }

    private static string? SparseTensor(ReadOnlySpan<byte> tensor)
    {
        for (var reader = new ProtobufReader(tensor); reader.Next();)
        {
            if (reader.Field is 1 or 2 && Tensor(reader.Bytes) is { } fault) return fault;
        }

        return null;
    }

    private static string? Tensor(ReadOnlySpan<byte> tensor)
    {
        var external = false;
        var name = "";
        for (var reader = new ProtobufReader(tensor); reader.Next();)
        {
            if (reader.Field == 8) name = reader.Text;
            external |= reader.Field == 13 || (reader.Field == 14 && reader.Number != 0);
        }

        return external ? $"tensor '{name}' keeps its data outside the model file; allowed: models in one file" : null;
    }
}
