using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Text.Json;

namespace Fresnel.Pbm.Http;

/// <summary>
/// Asks any process of the cluster. Where several addresses are known, one that cannot be connected to gives way to the next;
/// a command carries a key, so that sending it again to another has one effect.
/// </summary>
internal sealed class ClusterClient : IDisposable
{
    private const int LargestAnswer = 64 << 20;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly HttpClient http;
    private readonly Target target;
    private readonly TimeSpan limit;
    private readonly TimeProvider time;
    private int current;

    /// <summary>Creates one; nothing is connected yet.</summary>
    /// <param name="target">Whom to ask.</param>
    /// <param name="limit">How long one request may take, over all addresses.</param>
    /// <param name="time">The clock.</param>
    public ClusterClient(Target target, TimeSpan limit, TimeProvider time)
    {
        this.target = target;
        this.limit = limit;
        this.time = time;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // a token goes to whom it was meant for
            UseCookies = false,
            UseProxy = !target.Addresses.All(address => address.IsLoopback),
            ConnectTimeout = limit < TimeSpan.FromSeconds(3) ? limit : TimeSpan.FromSeconds(3),
            SslOptions = new SslClientAuthenticationOptions(),
        };
        http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LargestAnswer };
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("pbm", typeof(ClusterClient).Assembly.GetName().Version!.ToString(3)));
    }

    /// <summary>The address that answered last, or the first to be tried.</summary>
    public Uri Address => target.Addresses[current];

    /// <summary>Gets an answer.</summary>
    /// <exception cref="ProblemException">It was refused.</exception>
    /// <exception cref="UnreachableException">Nobody answered.</exception>
    public Task<Answer<T>> GetAsync<T>(string path, CancellationToken cancellationToken) => AskAsync<T>(HttpMethod.Get, path, null, cancellationToken);

    /// <summary>Sends a command; its key makes sending it again to the next address harmless.</summary>
    /// <exception cref="ProblemException">It was refused.</exception>
    /// <exception cref="UnreachableException">Nobody answered.</exception>
    public Task<Answer<T>> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken) => AskAsync<T>(method, path, body, cancellationToken);

    /// <summary>Opens a stream of server-sent events; the time limit ends when it has begun.</summary>
    /// <exception cref="ProblemException">It was refused.</exception>
    /// <exception cref="UnreachableException">Nobody answered.</exception>
    public async Task<EventStream> FollowAsync(string path, CancellationToken cancellationToken)
    {
        var response = await AnyAsync(HttpMethod.Get, path, null, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        try
        {
            if (!response.IsSuccessStatusCode) throw await ProblemAsync(response, cancellationToken);
            if (response.Content.Headers.ContentType?.MediaType is not "text/event-stream") throw Foreign();
            return await EventStream.OpenAsync(response, cancellationToken);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose() => http.Dispose();

    private async Task<Answer<T>> AskAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var response = await AnyAsync(method, path, body, HttpCompletionOption.ResponseContentRead, cancellationToken);
        if (!response.IsSuccessStatusCode) throw await ProblemAsync(response, cancellationToken);
        try
        {
            var text = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            var raw = text.Length == 0 ? JsonSerializer.SerializeToElement(new { }) : JsonDocument.Parse(text).RootElement.Clone();
            var value = raw.Deserialize<T>(Json) ?? throw new JsonException("null");
            return new Answer<T>(value, raw, response.Headers.Date ?? time.GetUtcNow());
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException)
        {
            throw Foreign(fault);
        }
    }

    private async Task<HttpResponseMessage> AnyAsync(HttpMethod method, string path, object? body, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        var key = Guid.NewGuid().ToString("N");
        var faults = new List<string>();
        var sent = false;
        using var clock = new CancellationTokenSource(limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellationToken);
        for (var tries = 0; tries < target.Addresses.Count; tries++)
        {
            try
            {
                return await http.SendAsync(Request(method, path, body, key), completion, both.Token);
            }
            catch (HttpRequestException fault)
            {
                sent |= fault.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError);
                faults.Add($"{Address}: {Reason(fault)}");
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The limit of connecting, or that of the request.
                sent |= clock.IsCancellationRequested;
                faults.Add($"{Address}: no answer in time");
                if (clock.IsCancellationRequested) break;
            }

            current = (current + 1) % target.Addresses.Count;
        }

        throw new UnreachableException($"{string.Join("; ", faults.Distinct())} (from {target.Origin})", sent && method != HttpMethod.Get);
    }

    private HttpRequestMessage Request(HttpMethod method, string path, object? body, string key)
    {
        var request = new HttpRequestMessage(method, new Uri(Address, $"api/v1/{path}"));
        if (target.Token is { } token) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (method != HttpMethod.Get) request.Headers.Add("Idempotency-Key", key);
        if (body is not null) request.Content = JsonContent.Create(body, options: Json);
        return request;
    }

    private async Task<Exception> ProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (response.Content.Headers.ContentType?.MediaType is "application/problem+json")
        {
            try
            {
                var problem = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken)).RootElement;
                var code = Member(problem, "code") ?? "";
                return new ProblemException(status, code, (status, code) switch
                {
                    (401, _) when target.Token is null => $"{Address} wants a token: name its file with --token-file, or set FRESNEL_TOKEN.",
                    (401, _) => $"{Address} refused the token ({target.Origin}).",
                    (404, "not-found") => $"{Address} does not know this request: it is of another version than this pbm.",
                    _ => Member(problem, "detail") ?? Member(problem, "title") ?? $"{Address} answered {status}.",
                });
            }
            catch (JsonException)
            {
                return Foreign();
            }
        }

        return status switch
        {
            >= 300 and < 400 => new UnreachableException($"{Address} sends callers elsewhere ({response.Headers.Location?.GetLeftPart(UriPartial.Path) ?? "nowhere"}): name the node or lighthouse itself.", false),
            401 or 403 or 407 or 502 or 503 or 504 => new UnreachableException($"{Address} is not a node or lighthouse itself, and answered {status} for it.", false),
            _ => Foreign(),
        };
    }

    private UnreachableException Foreign(Exception? cause = null) => new($"{Address} does not answer as a node or lighthouse does (from {target.Origin}).", false, cause);

    private static string? Member(JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static string Reason(HttpRequestException fault) => fault switch
    {
        { HttpRequestError: HttpRequestError.NameResolutionError } => "no such host",
        { HttpRequestError: HttpRequestError.SecureConnectionError } => $"TLS failed ({(fault.InnerException ?? fault).Message.TrimEnd('.')})",
        { InnerException: System.Net.Sockets.SocketException socket } => socket.SocketErrorCode switch
        {
            System.Net.Sockets.SocketError.ConnectionRefused => "nothing listens there",
            System.Net.Sockets.SocketError.HostNotFound => "no such host",
            _ => socket.Message.ToLowerInvariant(),
        },
        { HttpRequestError: HttpRequestError.ConnectionError } => "not reachable",
        { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse } => "it does not speak HTTP, or hung up",
        _ => fault.Message.TrimEnd('.'),
    };
}
