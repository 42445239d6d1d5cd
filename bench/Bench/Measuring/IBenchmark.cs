namespace Fresnel.Bench.Measuring;

/// <summary>A family of rows, measured together: <c>./fresnel bench NAME</c>.</summary>
public interface IBenchmark
{
    /// <summary>The name on the command line.</summary>
    string Name { get; }

    /// <summary>One line for the help: what is measured against what.</summary>
    string Summary { get; }

    /// <summary>Measures every row that <paramref name="run"/> wants.</summary>
    Task RunAsync(BenchRun run, CancellationToken cancel);
}
