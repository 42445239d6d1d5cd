using System.Text.Json;
using System.Text.Json.Serialization;
using Fresnel.Faults.Tests.Audit;
using Fresnel.Messages;

namespace Fresnel.Faults.Tests.Load;

/// <summary>
/// Callers that create, change, enable, disable and delete a few cameras, each request under a key of its own and sent
/// again until it is answered, whatever happens to the node. What they were answered goes into the ledger.
/// </summary>
internal sealed class CameraLoad : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly NodeSeat seat;
    private readonly CancellationTokenSource ends = new();
    private readonly Task[] callers;
    private readonly int cameras;
    private int answered;
    private int sentAgain;

    private CameraLoad(NodeSeat seat, int clients, int cameras, int seed)
    {
        this.seat = seat;
        this.cameras = cameras;
        callers = [.. Enumerable.Range(0, clients).Select(client => Task.Run(() => CallAsync(client, new Random(unchecked(seed + (client * 7919))))))];
    }

    public CommandLedger Ledger { get; } = new();

    /// <summary>Requests that had their final answer, those that the journal need not know included.</summary>
    public int Answered => Volatile.Read(ref answered);

    /// <summary>Requests that were sent more than once.</summary>
    public int SentAgain => Volatile.Read(ref sentAgain);

    public static CameraLoad Start(NodeSeat seat, int clients, int cameras, int seed) => new(seat, clients, cameras, seed);

    /// <summary>Every caller finishes the request it is at; throws what a caller found wrong.</summary>
    public async Task FinishAsync()
    {
        await ends.CancelAsync();
        await Task.WhenAll(callers).WaitAsync(Eventually.Patience);
    }

    /// <summary>Throws at once where a caller found something wrong.</summary>
    public void ThrowIfBroken()
    {
        foreach (var caller in callers.Where(caller => caller.IsFaulted)) caller.GetAwaiter().GetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await ends.CancelAsync();
        await Task.WhenAll(callers).WaitAsync(TimeSpan.FromSeconds(10)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ends.Dispose();
    }

    private async Task CallAsync(int client, Random random)
    {
        for (var number = 1; !ends.IsCancellationRequested; number++)
        {
            var request = CameraRequest.Any(random, cameras, $"client-{client}-{number}");
            await SettleAsync(request, random);
            Interlocked.Increment(ref answered);
            await Task.Delay(random.Next(20));
        }
    }

    private async Task SettleAsync(CameraRequest request, Random random)
    {
        using var limit = new CancellationTokenSource(Eventually.Patience);
        for (var attempt = 1; ; attempt++)
        {
            if (attempt == 2) Interlocked.Increment(ref sentAgain);
            var client = await seat.ClientAsync(limit.Token);
            if (await TryAsync(client, request) is not var (status, code))
            {
                Assert.False(limit.IsCancellationRequested, $"{request} was never answered");
                await Task.Delay(Pause);
                continue;
            }

            // Impatient callers exist: an answered request sent once more has the same answer (the ledger keeps both).
            Record(request, status, code);
            if (attempt > 1 || random.Next(10) > 0) return;
        }
    }

    private void Record(CameraRequest request, int status, string? code)
    {
        var unknown = request.Method == HttpMethod.Put && code is "camera-not-found"; // answered from the view, without a command
        if (!unknown) Ledger.Add(new AcknowledgedCommand(new EntityId("camera", request.Camera), request.CommandId, code));
        Assert.True(code is null ? status is 200 or 201 or 204 : code is "camera-not-found" or "already-exists" or "version-conflict", $"{request} was answered {status} {code}");
    }

    /// <summary>The final answer, or null where it is to be sent again.</summary>
    private static async Task<(int Status, string? Code)?> TryAsync(HttpClient client, CameraRequest request)
    {
        try
        {
            var body = request.Body is null ? null : JsonSerializer.Serialize(request.Body, Json);
            var (status, json, _) = await client.CallAsync(request.Method, request.Path, body, ("Idempotency-Key", request.Key));
            if (status is 503 or 504) return null;
            return (status, status < 300 ? null : json.GetProperty("code").GetString());
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            return null; // the node went away
        }
    }
}
