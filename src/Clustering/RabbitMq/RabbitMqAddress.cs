namespace Fresnel.Clustering.RabbitMq;

/// <summary>Where the broker is and who asks: <c>amqp://user:password@host:port/vhost</c>. Shows no password.</summary>
public sealed class RabbitMqAddress
{
    /// <summary>What is allowed, in words.</summary>
    public const string Form = "amqp://user:password@host:port/vhost, or amqps:// for TLS";

    private RabbitMqAddress(Uri uri, string user, string virtualHost)
    {
        Uri = uri;
        User = user;
        VirtualHost = virtualHost;
    }

    /// <summary>The user.</summary>
    public string User { get; }

    /// <summary>The virtual host; <c>/</c> where none is named.</summary>
    public string VirtualHost { get; }

    /// <summary>Host and port.</summary>
    public string Host => $"{Uri.Host}:{(Uri.Port > 0 ? Uri.Port : IsEncrypted ? 5671 : 5672)}";

    /// <summary>Whether TLS is spoken.</summary>
    public bool IsEncrypted => Uri.Scheme == "amqps";

    /// <summary>All of it, the password too.</summary>
    internal Uri Uri { get; }

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It is none; the message does not repeat it, for it may hold a password.</exception>
    public static RabbitMqAddress Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("amqp" or "amqps") || uri.Host.Length == 0)
            throw new FormatException($"The broker's address is not of the form {Form}.");
        var user = uri.UserInfo.Split(':');
        if (user.Length != 2 || user[0].Length == 0) throw new FormatException($"The broker's address names no user and password: {Form}.");
        if (uri.AbsolutePath.IndexOf('/', 1) > 0) throw new FormatException($"The broker's address names a virtual host with a '/' in it; write it as %2F: {Form}.");
        return new RabbitMqAddress(uri, Uri.UnescapeDataString(user[0]), uri.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(uri.AbsolutePath[1..]) : "/");
    }

    /// <summary>The address without the password.</summary>
    public override string ToString() => $"{Uri.Scheme}://{User}@{Host}/{(VirtualHost == "/" ? "" : VirtualHost)}";
}
