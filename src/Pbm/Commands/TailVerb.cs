using System.CommandLine;
using System.Text.Json;
using Fresnel.Messages.Cluster;
using Fresnel.Pbm.Http;
using Fresnel.Pbm.Output;

namespace Fresnel.Pbm.Commands;

/// <summary><c>cluster tail</c>: what happened lately, and then what happens, until Ctrl-C.</summary>
internal static class TailVerb
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private static readonly Option<int> Last = new("--last")
    {
        Description = "How much of the past to begin with, 0 to 1000 (default: 10).",
        HelpName = "N",
        DefaultValueFactory = _ => 10,
    };

    /// <summary>The verb.</summary>
    public static Command Create(CallOptions options)
    {
        Last.Validators.Clear();
        Last.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 1000) result.AddError("--last takes a number from 0 to 1000");
        });
        return options.Verb("tail", "What happens to the cluster, as it happens; Ctrl-C ends it.", RunAsync, Last);
    }

    private static async Task<int> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var printed = new Printed(call);
        var pause = TimeSpan.Zero;
        for (var first = true; ; first = false)
        {
            try
            {
                await FollowAsync(call, printed, first, () => pause = TimeSpan.Zero, cancellationToken);
                await NoteAsync(call, "the stream ended; it is opened again");
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return ExitCodes.Ok; // that is how it ends
            }
            catch (Exception fault) when (!first && (fault is IOException or UnreachableException || fault is ProblemException { Status: >= 500 or 429 }))
            {
                if (pause == TimeSpan.Zero) await NoteAsync(call, $"lost ({Cell.Clean(fault.Message)}); trying again");
            }
            catch (IOException fault)
            {
                await NoteAsync(call, $"lost ({Cell.Clean(fault.Message)}); trying again");
            }

            pause = pause == TimeSpan.Zero ? TimeSpan.FromSeconds(0.5) : pause * 2 < LongestPause ? pause * 2 : LongestPause;
            try
            {
                await Task.Delay(pause, call.Around.Time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return ExitCodes.Ok;
            }
        }
    }

    /// <summary>Opens the stream before it asks for the past, so that nothing falls between the two.</summary>
    private static async Task FollowAsync(Call call, Printed printed, bool first, Action connected, CancellationToken cancellationToken)
    {
        using var stream = await call.Client.FollowAsync(Paths.HappeningStream, cancellationToken);
        var past = await call.Client.GetAsync<HappeningRows>(Paths.Happenings(first ? Math.Max(1, call.Parse.GetValue(Last)) : 1000), cancellationToken);
        foreach (var row in (past.Value.Happenings ?? []).TakeLast(first ? call.Parse.GetValue(Last) : 1000)) printed.Past(row, first);
        connected();
        if (!first) await NoteAsync(call, $"following {call.Client.Address} again");
        await foreach (var data in stream.ReadAsync(call.Around.Time, cancellationToken)) printed.Now(data);
    }

    private static async Task NoteAsync(Call call, string line) => await call.Around.Error.WriteLineAsync($"pbm: {line}");

    /// <summary>The answer, each happening as it came.</summary>
    private sealed record HappeningRows(IReadOnlyList<JsonElement>? Happenings);

    /// <summary>Prints each happening once, also those that list and stream both hold, and those told again after a loss.</summary>
    private sealed class Printed(Call call)
    {
        private readonly HashSet<(DateTimeOffset At, string? Text)> seen = [];
        private DateTimeOffset newest;

        /// <summary>One of the list; after a loss only what is newer than what was printed.</summary>
        public void Past(JsonElement row, bool first)
        {
            if (Read(row) is { } happening && (first || happening.At > newest)) Print(happening, row);
        }

        /// <summary>One of the stream.</summary>
        public void Now(string data)
        {
            try
            {
                var row = JsonDocument.Parse(data).RootElement.Clone();
                if (Read(row) is { } happening) Print(happening, row);
            }
            catch (JsonException)
            {
                // Something a newer version says in a form of its own.
            }
        }

        private static ClusterViews.Happening? Read(JsonElement row)
        {
            try
            {
                return row.ValueKind is JsonValueKind.Object ? row.Deserialize<ClusterViews.Happening>(Json) : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }

        private void Print(ClusterViews.Happening happening, JsonElement row)
        {
            if (!seen.Add((happening.At, happening.Text))) return;
            if (seen.Count > 4000) seen.RemoveWhere(s => s.At < newest - TimeSpan.FromMinutes(20));
            if (happening.At > newest) newest = happening.At;
            if (call.Json)
            {
                call.Screen.JsonLine(row);
                return;
            }

            var tone = happening.Kind switch
            {
                "member-up" => Tone.Good,
                "member-unreachable" or "member-down" or "shards-lost" => Tone.Bad,
                "member-leaving" or "leader-changed" or "batons-seeded" => Tone.Warning,
                _ => Tone.Plain,
            };
            call.Screen.Line(new Cell(Times.Moment(happening.At, call.Around.Time), Tone.Faint), "  ", new Cell((happening.Kind ?? "-").PadRight(18), tone), "  ", happening.Text);
            call.Around.Output.Flush();
        }
    }
}
