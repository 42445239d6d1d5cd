using Spectre.Console;

namespace Fresnel.Cluster.Node.Analyze;

/// <summary>Shows progress on the error stream: a bar on a terminal, a line every few seconds elsewhere.</summary>
internal sealed class ProgressDisplay(TextWriter error, bool isTerminal, TimeProvider time)
{
    private static readonly TimeSpan BarInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    /// <summary>Shows <paramref name="progress"/> until cancelled; never throws for that.</summary>
    public Task ShowAsync(AnalysisProgress progress, CancellationToken stop) => isTerminal ? BarAsync(progress, stop) : LinesAsync(progress, stop);

    private async Task LinesAsync(AnalysisProgress progress, CancellationToken stop)
    {
        while (await PauseAsync(LineInterval, stop)) await error.WriteLineAsync(progress.ToString());
    }

    private async Task BarAsync(AnalysisProgress progress, CancellationToken stop)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        await console.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn { Width = 30 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async context =>
            {
                var bar = context.AddTask("starting", maxValue: progress.Expected ?? 1);
                bar.IsIndeterminate = progress.Expected is null;
                do
                {
                    if (progress.Expected is not null) bar.Value = progress.Done;
                    bar.Description = Markup.Escape(progress.ToString());
                }
                while (await PauseAsync(BarInterval, stop));
            });
    }

    private async Task<bool> PauseAsync(TimeSpan interval, CancellationToken stop)
    {
        try
        {
            await Task.Delay(interval, time, stop);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
