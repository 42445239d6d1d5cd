namespace Fresnel.Tests.Models;

/// <summary>
/// Graphs of <see cref="TinyModels"/> that work as long as the picture is dark, and are faulty in earnest while it is nearly white: a mean of more than 0.8.
/// </summary>
internal static class FaultyModels
{
    /// <summary>0 / 0 in every value of the output.</summary>
    public static byte[] NaN() => Build(static graph => graph
        .Floats("unit", [1, 1, 1], [1])
        .Node("Sub", ["unit", "white"], "dark")
        .Node("Div", ["dark", "dark"], "factor"));

    /// <summary>A reshape of 16 columns to 17, which ends the run with an error.</summary>
    public static byte[] Throwing() => Build(static graph => graph
        .Longs("sound", 1, 1, 1)
        .Longs("column", 0, 0, 1)
        .Floats("unit", [1, 1, 1], [1])
        .Node("Mul", ["column", "white64"], "more")
        .Node("Add", ["sound", "more"], "wanted")
        .Node("Reshape", ["unit", "wanted"], "factor"));

    /// <summary>A loop of 10¹² turns: days. ONNX Runtime ends it when asked to, between two turns.</summary>
    public static byte[] Looping() => Build(static graph => graph
        .Longs("days", 1_000_000_000_000)
        .Floats("unit", [1, 1, 1], [1])
        .Node("Mul", ["days", "white64"], "turns")
        .Loop("turns", "unit", "factor", 1, 1, 1));

    /// <summary>One operator that compares every two of so many boxes. Nothing can end it before it is done: 100,000 boxes take about five seconds, twice as many four times as long.</summary>
    public static byte[] Stuck(long boxes) => Build(graph => graph
        .Longs("none")
        .Longs("many", boxes)
        .Longs("one", 1)
        .Longs("all", long.MaxValue)
        .Longs("column", 1, -1, 1)
        .Longs("row", 1, 1, -1)
        .Floats("zero", [], [0])
        .Floats("step", [], [1])
        .Floats("half", [1], [0.5f])
        .Floats("nothing", [1, 1, 1], [0])
        .Floats("unit", [1, 1, 1], [1])
        .Node("Mul", ["many", "white64"], "extra")
        .Node("Add", ["extra", "one"], "count64")
        .Node("Cast", ["count64"], "count1", ("to", [1]))
        .Node("Reshape", ["count1", "none"], "count")
        .Node("Range", ["zero", "count", "step"], "numbers")
        .Node("Reshape", ["numbers", "column"], "tops")
        .Node("Add", ["tops", "half"], "bottoms")
        .Node("Mul", ["tops", "nothing"], "lefts")
        .Node("Add", ["lefts", "unit"], "rights")
        .Node("Concat", ["tops", "lefts", "bottoms", "rights"], "corners", ("axis", [2]))
        .Node("Reshape", ["numbers", "row"], "scores")
        .Node("NonMaxSuppression", ["corners", "scores", "all", "half"], "kept")
        .Node("ReduceMin", ["kept"], "least", ("keepdims", [0]))
        .Node("Cast", ["least"], "leastf", ("to", [1]))
        .Node("Mul", ["leastf", "nothing"], "naught")
        .Node("Add", ["naught", "unit"], "factor"));

    /// <summary>A v8 head whose boxes are multiplied by <c>factor [1, 1, 1]</c>, made from <c>white [1, 1, 1]</c> and <c>white64 [1]</c>, which are 1 for a white picture and else 0.</summary>
    private static byte[] Build(Action<OnnxBuilder> factor) => TinyModels.Yolo(dynamicBatch: false, output: "sound_boxes", extra: graph =>
    {
        graph
            .Floats("limit", [], [0.8f])
            .Longs("cube", 1, 1, 1)
            .Longs("line", 1)
            .Node("ReduceMean", ["images"], "mean")
            .Node("Greater", ["mean", "limit"], "is_white")
            .Node("Cast", ["is_white"], "white4", ("to", [1]))
            .Node("Reshape", ["white4", "cube"], "white")
            .Node("Cast", ["is_white"], "white4i", ("to", [7]))
            .Node("Reshape", ["white4i", "line"], "white64");
        factor(graph);
        graph.Node("Mul", ["sound_boxes", "factor"], "boxes");
    });
}
