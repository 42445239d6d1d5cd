using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Fresnel.Messages.Cluster;
using Fresnel.Service.Api;

namespace Fresnel.Service.Peers;

/// <summary>Asks the API of other members. What it sends carries a header, and who gets that answers by itself: a request never goes round.</summary>
public sealed class PeerClient : IDisposable
{
    /// <summary>Names the member that asks for somebody else.</summary>
    public const string Header = "X-Fresnel-Forwarded-By";

    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AskLimit = TimeSpan.FromSeconds(3);

    private readonly HttpClient http;
    private readonly PeerOptions options;
    private readonly TimeProvider time;

    /// <summary>Makes a client; nothing is connected yet.</summary>
    public PeerClient(PeerOptions options, TimeProvider time)
    {
        this.options = options;
        this.time = time;
        http = new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = ConnectLimit,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Whether a request came from a member that forwards: it is answered from what is here.</summary>
    public static bool IsForwarded(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Headers.ContainsKey(Header);
    }

    /// <summary>A request for a member, with token and mark.</summary>
    /// <param name="method">The method.</param>
    /// <param name="member">Who is asked.</param>
    /// <param name="path">Path and query below its address.</param>
    public HttpRequestMessage Request(HttpMethod method, ClusterViews.Member member, string path)
    {
        ArgumentNullException.ThrowIfNull(member);
        ArgumentNullException.ThrowIfNull(path);
        var request = new HttpRequestMessage(method, new Uri(new Uri(member.Address), path.TrimStart('/')));
        request.Headers.TryAddWithoutValidation(Header, options.Self);
        if (options.Token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Token);
        return request;
    }

    /// <summary>Sends; completes with the headers of the answer.</summary>
    /// <exception cref="HttpRequestException">It could not be reached.</exception>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    /// <summary>Asks for an object, for at most three seconds.</summary>
    /// <returns>The object, or null and why not, in one line.</returns>
    public async Task<(T? Found, string Trouble)> GetAsync<T>(ClusterViews.Member member, string path, CancellationToken cancellationToken)
        where T : class
    {
        using var limit = new CancellationTokenSource(AskLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = Request(HttpMethod.Get, member, path);
            using var response = await SendAsync(request, both.Token);
            if (!response.IsSuccessStatusCode) return (null, $"it answered {(int)response.StatusCode}.");
            await using var body = await response.Content.ReadAsStreamAsync(both.Token);
            return (await JsonSerializer.DeserializeAsync<T>(body, ApiJson.TolerantOptions, both.Token), "it answered nothing.");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or JsonException or UriFormatException)
        {
            return (null, $"{Messages.EntityId.Printable(fault.Message).TrimEnd('.')}.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, $"no answer within {AskLimit.TotalSeconds:0} s.");
        }
    }

    /// <inheritdoc />
    public void Dispose() => http.Dispose();
}
