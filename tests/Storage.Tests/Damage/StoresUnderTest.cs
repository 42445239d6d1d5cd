using System.Text;
using Fresnel.Messages;
using Fresnel.Messages.Observations;
using Fresnel.Storage.Events;
using Fresnel.Storage.Observations;
using Fresnel.Storage.Projections;
using Fresnel.Tests.Stores;

namespace Fresnel.Storage.Tests.Damage;

/// <summary>The databases of a data folder with something of everything in them, and every way of reading them.</summary>
internal static class StoresUnderTest
{
    private const int Entities = 6;

    public static readonly string[] Files = ["projections.db", "observations.db"];

    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Writes them, and closes them: nothing is left in a log.</summary>
    public static async Task WriteAsync(string folder)
    {
        await using (var projections = SqliteProjectionStore.Open(Path.Combine(folder, Files[0])))
        {
            var text = new string('x', 200);
            var documents = Enumerable.Range(0, 60)
                .Select(i => new DocumentChange($"camera/{i:00}", $"{i:00}", Encoding.UTF8.GetBytes($$"""{"number":{{i}},"text":"{{text}}"}""")))
                .ToArray();
            var state = new ProjectionState(3, new EventCursor(Guid.Parse("11111111-2222-3333-4444-555555555555"), 0, 77));
            await projections.CommitAsync("views", state, true, documents, default);
        }

        await using (var observations = SqliteObservationStore.Open(Path.Combine(folder, Files[1])))
        {
            for (var entity = 0; entity < Entities; entity++)
            {
                var seen = Enumerable.Range(0, 50).Select(i => new Observation(Camera(entity), 1, Noon.AddSeconds(i), TimeSpan.FromSeconds(i), i, [])).ToArray();
                await observations.WriteAsync(new ObservationBatch(seen, [new SeenMark(Camera(entity), 1, Noon.AddMinutes(1))]), default);
            }
        }
    }

    /// <summary>Every read of every store.</summary>
    public static async Task<StoreAnswers> ReadAsync(string folder)
    {
        var answers = new StoreAnswers();
        await answers.WithAsync("open projections", () => SqliteProjectionStore.Open(Path.Combine(folder, Files[0])), async projections =>
        {
            await answers.AskAsync("state", async () => $"{await projections.FindStateAsync("views", default)}");
            await answers.AskAsync("documents", async () =>
                Text(await projections.ListAsync("views", new DocumentQuery { KeyPrefix = "camera/", Limit = 100 }, default)));
            for (var i = 0; i < 60; i++)
            {
                await answers.AskAsync($"document {i}", async () =>
                    await projections.FindAsync("views", $"camera/{i:00}", default) is { } found ? Text([found]) : "none");
            }
        });
        await answers.WithAsync("open observations", () => SqliteObservationStore.Open(Path.Combine(folder, Files[1])), async observations =>
        {
            for (var entity = 0; entity < Entities; entity++)
            {
                var camera = Camera(entity);
                await answers.AskAsync($"observations {entity}", async () =>
                    Text(await observations.ReadAsync(new ObservationQuery(camera, Noon, Noon.AddDays(1)), default)));
                await answers.AskAsync($"mark {entity}", async () => $"{await observations.FindMarkAsync(camera, default)}");
            }
        });
        return answers;
    }

    private static EntityId Camera(int entity) => new("camera", $"door-{entity}");

    private static string Text(IReadOnlyList<Observation> seen) =>
        string.Join(';', seen.Select(o => $"{o.Frame} {o.At:O} {o.Epoch} {o.StreamTime} {o.Objects.Count}"));

    private static string Text(IReadOnlyList<ProjectionDocument> documents) =>
        string.Join(';', documents.Select(d => $"{d.Key} {d.SortKey} {Encoding.UTF8.GetString(d.Json.Span)}"));
}
