using System.Diagnostics;

namespace Fresnel.Cluster.Faults.Tests.Support;

/// <summary>How long callers and cameras wait after an owner is gone.</summary>
internal static class Takeover
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Sends a change to a camera under one key until it is answered.</summary>
    /// <param name="client">A node that lives.</param>
    /// <param name="camera">The camera; its owner is gone, or will be.</param>
    /// <param name="patience">How long one attempt may take.</param>
    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> CommandAsync(HttpClient client, string camera, TimeSpan? patience = null)
    {
        var watch = Stopwatch.StartNew();
        var key = Guid.NewGuid().ToString("N");
        while (true)
        {
            using var attempt = new CancellationTokenSource(patience ?? TimeSpan.FromSeconds(15));
            using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/cameras/{camera}/settings");
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            request.Content = new StringContent($$"""{"title": "{{key}}"}""", System.Text.Encoding.UTF8, "application/json");
            try
            {
                using var response = await client.SendAsync(request, attempt.Token);
                if (response.IsSuccessStatusCode) return watch.Elapsed;
                var status = (int)response.StatusCode;
                Assert.True(status is 503 or 504, $"{camera} was answered {status}: {await response.Content.ReadAsStringAsync(attempt.Token)}");
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                // Sent again below, under the same key.
            }

            Assert.True(watch.Elapsed < Eventually.Patience, $"{camera} did not answer for {watch.Elapsed}");
            await Task.Delay(Pause);
        }
    }
}
