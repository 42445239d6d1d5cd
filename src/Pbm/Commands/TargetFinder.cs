using Fresnel.LocalCluster;
using Fresnel.Pbm.Http;

namespace Fresnel.Pbm.Commands;

/// <summary>Finds out whom to ask: <c>--host</c>, FRESNEL_HOST, the local cluster of the data folder, or the address a node has by default.</summary>
internal static class TargetFinder
{
    /// <summary>Where a node listens unless told otherwise.</summary>
    public static readonly Uri Default = new("http://127.0.0.1:8450/");

    /// <summary>Finds it.</summary>
    /// <param name="around">The environment.</param>
    /// <param name="host"><c>--host</c>, or null.</param>
    /// <param name="data"><c>--data</c>, or null.</param>
    /// <param name="tokenFile"><c>--token-file</c>, or null.</param>
    /// <exception cref="PbmException">Something given is not usable.</exception>
    public static Target Find(Surroundings around, string? host, string? data, string? tokenFile)
    {
        var given = tokenFile is null ? null : ReadToken(around.FullPath(tokenFile));
        var token = given ?? Check(around.Variable("FRESNEL_TOKEN"), "FRESNEL_TOKEN");
        if (host is not null) return new Target(Addresses(host, "--host"), token, "--host");
        if (data is null && around.Variable("FRESNEL_HOST") is { Length: > 0 } said) return new Target(Addresses(said, "FRESNEL_HOST"), token, "FRESNEL_HOST");
        var folder = around.FullPath(data ?? "data");
        var state = ClusterState.Load(folder);
        if (state is null)
        {
            if (data is not null) throw new PbmException($"there is no local cluster in {folder} (no {ClusterState.FileName}): name another folder, or a node with --host.", ExitCodes.NotFound);
            return new Target([Default], token, "the default; see --host");
        }

        // Only processes that are still ours: a port may have gone to somebody else, who is not to see the token.
        var alive = state.Processes.Where(p => p.Running is { IsAlive: true }).Select(p => p.Address).ToList();
        if (alive.Count == 0) throw new PbmException($"no process of the local cluster in {folder} runs: start it with './fresnel cluster up', or name a node with --host.", ExitCodes.Unreachable);
        return new Target(alive, given ?? state.Token, ClusterState.PathIn(folder));
    }

    private static List<Uri> Addresses(string text, string origin)
    {
        var addresses = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(part => Address(part, origin)).ToList();
        return addresses.Count > 0 ? addresses : throw Bad(text, origin);
    }

    private static Uri Address(string text, string origin)
    {
        var whole = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        if (!Uri.TryCreate(whole, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0) throw Bad(text, origin);
        if (uri.UserInfo.Length > 0) throw new PbmException($"{origin} holds a user or password: a token goes into a file, named by --token-file, or into FRESNEL_TOKEN.", ExitCodes.Usage);
        if (uri.AbsolutePath != "/" || uri.Query.Length > 0 || uri.Fragment.Length > 0) throw new PbmException($"{origin} {Output.Cell.Clean(text)} has a path: only http(s)://host:port is allowed.", ExitCodes.Usage);
        var bare = !whole[(whole.IndexOf("://", StringComparison.Ordinal) + 3)..].TrimEnd('/').EndsWith($":{uri.Port}", StringComparison.Ordinal);
        return bare && uri.Scheme == "http" ? new UriBuilder(uri) { Port = Default.Port }.Uri : uri;
    }

    private static PbmException Bad(string text, string origin) => new($"{origin} '{Output.Cell.Clean(text)}' is not an address: http(s)://host:port is allowed, or host:port; several separated by commas.", ExitCodes.Usage);

    private static string ReadToken(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > 4096 }) throw new PbmException($"--token-file {path} is too long for a token: its one line is 16 to 512 visible ASCII characters.", ExitCodes.Usage);
            return Check(File.ReadAllText(path).Trim(), $"--token-file {path}") ?? throw new PbmException($"--token-file {path} is empty.", ExitCodes.Usage);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new PbmException($"--token-file cannot be read: {fault.Message}", fault is FileNotFoundException or DirectoryNotFoundException ? ExitCodes.NotFound : ExitCodes.Usage, fault);
        }
    }

    private static string? Check(string? token, string origin)
    {
        if (string.IsNullOrEmpty(token)) return null;
        return token.Length <= 512 && token.All(c => c is > ' ' and <= '~')
            ? token
            : throw new PbmException($"what {origin} holds is not a token: one line of 16 to 512 visible ASCII characters.", ExitCodes.Usage);
    }
}
