using System.Globalization;
using Fresnel.Engine.Driver.Machine;

namespace Fresnel.Engine.Driver.Network;

/// <summary>
/// A network namespace for each member, all on a bridge in a namespace of its own: nothing of the machine's own network
/// changes. Needs root.
/// </summary>
internal sealed class NamespaceNetwork : IClusterNetwork
{
    private const int FirstPort = 21_001;
    private const string Prefix = "10.77.0.";
    private const string Bridge = "br0";
    private const string Mark = "fe-";
    private const string Places = "/run/netns";

    private readonly Dictionary<string, (string Namespace, int Number, NetworkPlace Place)> members = [];
    private readonly string run;

    private NamespaceNetwork(string run) => this.run = run;

    /// <inheritdoc />
    public bool CanCut => true;

    /// <summary>Whether this process may make namespaces.</summary>
    public static bool IsPossible { get; } = 
        Signals.IsRoot && File.Exists("/usr/bin/nsenter") && (File.Exists("/usr/sbin/ip") || File.Exists("/sbin/ip"));

    private string Switch => $"{run}-sw";

    /// <summary>Makes an empty network.</summary>
    public static async Task<NamespaceNetwork> CreateAsync()
    {
        await RemoveStaleAsync();
        var network = new NamespaceNetwork($"{Mark}{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..4]}");
        await IpAsync("netns", "add", network.Switch);
        await IpAsync("-n", network.Switch, "link", "add", Bridge, "type", "bridge");
        await IpAsync("-n", network.Switch, "link", "set", Bridge, "up");
        return network;
    }

    /// <inheritdoc />
    public async Task<NetworkPlace> AddAsync(string member)
    {
        var number = members.Count + 1;
        var space = $"{run}-{member}";
        var host = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number}");
        var place = new NetworkPlace(host, FirstPort + number, ["nsenter", $"--net={Places}/{space}"]);
        members.Add(member, (space, number, place));
        await IpAsync("netns", "add", space);
        await IpAsync("-n", Switch, "link", "add", Port(number), "type", "veth", "peer", "name", "eth0", "netns", space);
        await IpAsync("-n", space, "link", "set", "lo", "up");
        await IpAsync("-n", space, "addr", "add", $"{host}/24", "dev", "eth0");
        await IpAsync("-n", space, "link", "set", "eth0", "up");
        await IpAsync("-n", Switch, "link", "set", Port(number), "master", Bridge);
        await IpAsync("-n", Switch, "link", "set", Port(number), "up");
        return place;
    }

    /// <inheritdoc />
    public Task CutAsync(string member) => IpAsync("-n", Switch, "link", "set", Port(members[member].Number), "nomaster");

    /// <inheritdoc />
    public Task MendAsync(string member) => IpAsync("-n", Switch, "link", "set", Port(members[member].Number), "master", Bridge);

    /// <inheritdoc />
    /// <remarks>Each gets the others' addresses on its own loopback, where nobody listens on their ports.</remarks>
    public Task RefuseAsync(IReadOnlyList<string> members) => ChangeLoopbackAsync(members, "add");

    /// <inheritdoc />
    public Task AcceptAsync(IReadOnlyList<string> members) => ChangeLoopbackAsync(members, "del");

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var space in members.Values.Select(member => member.Namespace).Append(Switch))
        {
            try
            {
                await IpAsync("netns", "del", space);
            }
            catch (InvalidOperationException)
            {
                // It was not made.
            }
        }
    }

    private static string Port(int number) => string.Create(CultureInfo.InvariantCulture, $"v{number}");

    private static async Task IpAsync(params IReadOnlyList<string> arguments) => await Tool.RunAsync("ip", arguments);

    // Of a run that was killed.
    private static async Task RemoveStaleAsync()
    {
        if (!Directory.Exists(Places)) return;
        foreach (var space in Directory.EnumerateFiles(Places).Select(path => Path.GetFileName(path)!))
        {
            if (!space.StartsWith(Mark, StringComparison.Ordinal)) continue;
            if (space.Split('-') is [_, var process, ..] && !Directory.Exists($"/proc/{process}"))
                await IpAsync("netns", "del", space);
        }
    }

    private async Task ChangeLoopbackAsync(IReadOnlyList<string> names, string verb)
    {
        foreach (var member in names)
        {
            foreach (var other in names.Where(other => other != member))
                await IpAsync("-n", members[member].Namespace, "addr", verb, $"{members[other].Place.Host}/32", "dev", "lo");
        }
    }
}
