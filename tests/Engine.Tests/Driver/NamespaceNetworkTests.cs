using System.Diagnostics;
using Fresnel.Engine.Driver.Network;

namespace Fresnel.Engine.Tests.Driver;

/// <summary>Cut and refused members, as a program in their namespaces meets them.</summary>
public sealed class NamespaceNetworkTests
{
    [NamespaceFact]
    public async Task Members_CutMendedRefusedAndAccepted_MeetWhatTheyShould()
    {
        await using var network = await NamespaceNetwork.CreateAsync();
        var a = await network.AddAsync("n1");
        var b = await network.AddAsync("n2");
        using var server = Start(b, "python3", "-c",
            $"import socket\ns=socket.socket()\ns.bind(('{b.Host}',{b.Port}))\ns.listen()\nwhile True: s.accept()[0].send(b'x')");
        try
        {
            await Wait.UntilAsync(async () => await ConnectAsync(a, b) == "open", "the connection opens");

            await network.CutAsync("n2");
            Assert.Equal("silent", await ConnectAsync(a, b));
            await network.MendAsync("n2");
            await Wait.UntilAsync(async () => await ConnectAsync(a, b) == "open", "the connection opens");

            await network.RefuseAsync(["n1", "n2"]);
            Assert.Equal("refused", await ConnectAsync(a, b));
            await network.AcceptAsync(["n1", "n2"]);
            await Wait.UntilAsync(async () => await ConnectAsync(a, b) == "open", "the connection opens");
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }

    [NamespaceFact]
    public async Task Namespaces_OfADisposedNetwork_AreGone()
    {
        var network = await NamespaceNetwork.CreateAsync();
        var place = await network.AddAsync("n1");
        var path = place.Prefix[1]["--net=".Length..];
        Assert.True(File.Exists(path));

        await network.DisposeAsync();

        Assert.False(File.Exists(path));
    }

    private static async Task<string> ConnectAsync(NetworkPlace from, NetworkPlace to)
    {
        const string program = "import socket\ns=socket.socket()\ns.settimeout(0.5)\n"
            + "try:\n s.connect(('{0}',{1}))\n print('open')\n"
            + "except ConnectionRefusedError: print('refused')\nexcept OSError: print('silent')";
        using var client = Start(
            from, "python3", "-c", string.Format(System.Globalization.CultureInfo.InvariantCulture, program, to.Host, to.Port));
        var output = await client.StandardOutput.ReadToEndAsync();
        await client.WaitForExitAsync();
        return output.Trim();
    }

    private static Process Start(NetworkPlace place, params string[] words) =>
        Process.Start(new ProcessStartInfo(place.Prefix[0], [.. place.Prefix.Skip(1), .. words]) { RedirectStandardOutput = true })!;
}
