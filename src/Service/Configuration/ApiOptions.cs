using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Fresnel.Service.Configuration;

/// <summary>Section <c>Api</c>: where the page and the API are served, and to whom.</summary>
public sealed class ApiOptions
{
    /// <summary>The name of the section.</summary>
    public const string Section = "Api";

    /// <summary>The IP address to listen on. Default <c>127.0.0.1</c>; anything but loopback needs <see cref="Token"/>.</summary>
    [IpAddress(ErrorMessage = "an IP address, for example 127.0.0.1, ::1 or 0.0.0.0")]
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>The port. Default 8450; 0 to 65535, 0 picks a free one.</summary>
    [Range(0, 65535)]
    public int Port { get; init; } = 8450;

    /// <summary>What callers must present as <c>Authorization: Bearer</c>; 16 to 512 visible ASCII characters. Default none: loopback only.</summary>
    [Secret]
    [RegularExpression("^[\\x21-\\x7e]{16,512}$", ErrorMessage = "16 to 512 visible ASCII characters without spaces")]
    public string? Token { get; init; }

    /// <summary>Origins besides the node's own whose pages may call the API, for example <c>https://wall.example.org</c>; separated by commas. Default none.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Host names besides the address itself and <c>localhost</c> that the <c>Host</c> header may hold, separated by commas. Default none.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>How other members reach this API: <c>http[s]://host[:port]/</c>. Default: address and port, where those are not a wildcard.</summary>
    public string? Advertise { get; init; }

    /// <summary>The largest request body, in KiB. Default 64; 1 to 1024.</summary>
    [Range(1, 1024)]
    public int MaxBodyKiB { get; init; } = 64;

    /// <summary>The most pictures a second of a live stream. Default 15; 1 to 60.</summary>
    [Range(1, 60)]
    public int StreamFps { get; init; } = 15;

    /// <summary>The most live streams (pictures, events, observations) open at a time. Default 64; 1 to 4096.</summary>
    [Range(1, 4096)]
    public int MaxStreams { get; init; } = 64;

    /// <summary>How long a caller waits for a command's answer. Default 10 s; 1 s to 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan CommandLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a silent event stream says that it is alive. Default 10 s; 1 s to 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How others reach the API that listens at an address.</summary>
    public Uri AdvertisedAt(Uri listening) => Advertise is null ? listening : new Uri(Advertise);

    /// <summary>Checks what no single value tells: who can reach it needs a token, and an origin is no more than that.</summary>
    /// <exception cref="ConfigurationException">A value is not allowed.</exception>
    public void Check()
    {
        if (Token is null && !IPAddress.IsLoopback(IPAddress.Parse(Address)))
        {
            throw new ConfigurationException($"Api:Address is '{Address}', which other machines can reach; allowed without Api:Token: 127.0.0.1 and ::1. Set Api:Token (16 to 512 characters), best by the environment variable FRESNEL__Api__Token.");
        }

        if (Advertise is not null && !(Uri.TryCreate(Advertise, UriKind.Absolute, out var own) && own is { Scheme: "http" or "https", PathAndQuery: "/", Fragment: "", UserInfo: "" }))
        {
            throw new ConfigurationException($"Api:Advertise is '{Messages.EntityId.Printable(Advertise)}'; allowed: http://host[:port]/ or https://host[:port]/, as other members reach this process.");
        }

        foreach (var origin in AllowedOrigins)
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.GetLeftPart(UriPartial.Authority) != origin)
            {
                throw new ConfigurationException($"Api:AllowedOrigins holds '{Messages.EntityId.Printable(origin)}'; allowed: scheme://host[:port] with http or https and nothing behind it.");
            }
        }
    }

    /// <summary>Checks that members of a cluster can be told where this API is.</summary>
    /// <exception cref="ConfigurationException">It listens on every address and does not say which is its own.</exception>
    public void CheckAdvertised()
    {
        if (Advertise is null && IPAddress.Parse(Address) is var address && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
        {
            throw new ConfigurationException($"Api:Advertise is missing and Api:Address is '{Address}', which is no address others could use; allowed: http://host:port/, as other members reach this process.");
        }
    }
}
