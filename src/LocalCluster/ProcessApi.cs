using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Fresnel.LocalCluster;

/// <summary>Asks the processes of a local cluster by their API: any of them answers for all.</summary>
/// <param name="token">The token of their APIs.</param>
/// <param name="limit">How long one process may take to answer.</param>
internal sealed class ProcessApi(string token, TimeSpan limit) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = limit };

    /// <summary>What a process says of its health, and whether it is ready.</summary>
    /// <exception cref="HttpRequestException">Its port does not answer.</exception>
    /// <exception cref="JsonException">It does not answer as a process of a cluster.</exception>
    public async Task<(bool Ready, int Status, ClusterAnswers.Health? Health)> HealthAsync(ProcessState process, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(new Uri(process.Address, "health/ready"), cancellationToken);
        var health = response.IsSuccessStatusCode ? null : await response.Content.ReadFromJsonAsync<ClusterAnswers.Health>(cancellationToken);
        return (response.IsSuccessStatusCode, (int)response.StatusCode, health);
    }

    /// <summary>The answer of the first of some running processes that gives one; null where none does: it is on its way up, or down.</summary>
    public async Task<T?> FindAsync<T>(IEnumerable<ProcessState> processes, string path, CancellationToken cancellationToken)
        where T : class
    {
        foreach (var process in processes.Where(p => p.Running is { IsAlive: true }))
        {
            try
            {
                using var response = await http.SendAsync(Request(HttpMethod.Get, process, path), cancellationToken);
                if (response.IsSuccessStatusCode) return await response.Content.ReadFromJsonAsync<T>(cancellationToken);
            }
            catch (Exception fault) when (IsNoAnswer(fault, cancellationToken))
            {
                // The next may answer.
            }
        }

        return null;
    }

    /// <summary>Sends a command to the first of some processes that takes it; sent again to the next it has one effect.</summary>
    /// <returns>Null where it was accepted; otherwise why not.</returns>
    /// <exception cref="LocalClusterException">No process answered.</exception>
    public async Task<ClusterAnswers.Problem?> PostAsync(IEnumerable<ProcessState> processes, string path, object body, CancellationToken cancellationToken)
    {
        var key = Guid.NewGuid().ToString("N");
        foreach (var process in processes.Where(p => p.Running is { IsAlive: true }))
        {
            try
            {
                var request = Request(HttpMethod.Post, process, path);
                request.Headers.Add("Idempotency-Key", key);
                request.Content = JsonContent.Create(body);
                using var response = await http.SendAsync(request, cancellationToken);
                if (response.IsSuccessStatusCode) return null;
                var problem = await response.Content.ReadFromJsonAsync<ClusterAnswers.Problem>(cancellationToken);
                return problem ?? new ClusterAnswers.Problem(null, $"{process.Address} answered {(int)response.StatusCode}.");
            }
            catch (Exception fault) when (IsNoAnswer(fault, cancellationToken))
            {
                // The next may take it.
            }
        }

        throw new LocalClusterException("no process of the local cluster answered.", LocalClusterFault.Unreachable);
    }

    /// <inheritdoc />
    public void Dispose() => http.Dispose();

    private static bool IsNoAnswer(Exception fault, CancellationToken cancellationToken) =>
        fault is HttpRequestException or JsonException or IOException or NotSupportedException
        || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private HttpRequestMessage Request(HttpMethod method, ProcessState process, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(process.Address, $"api/v1/{path}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }
}
