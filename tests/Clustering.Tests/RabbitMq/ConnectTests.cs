using System.Net;
using System.Net.Sockets;
using System.Text;
using Fresnel.Clustering.Broker;
using Fresnel.Clustering.RabbitMq;
using Xunit.Abstractions;

namespace Fresnel.Clustering.Tests.RabbitMq;

[Collection(OneRabbitMq.Name)]
public sealed class ConnectTests(RabbitMqServer fixture, ITestOutputHelper output)
{
    private static readonly RabbitMqOptions Hasty = new() { ConnectTimeout = TimeSpan.FromSeconds(1) };

    [Fact]
    public async Task Connect_SaysWhatTheBrokerIs()
    {
        await using var connection = await RabbitMqServer.BrokerAt(fixture.Server.Uri).ConnectAsync("c", default);
        Assert.Matches(@"^RabbitMQ \d+\.\d+\.\d+", connection.Product);
    }

    [Fact]
    public async Task Connect_WrongPassword_IsRefusedInOneLineWithoutIt()
    {
        var fault = await FailAsync(new UriBuilder(fixture.Server.Uri) { Password = "not-the-secret" }.Uri);
        Assert.Equal((BrokerFault.Refused, $"The broker at 127.0.0.1:{fixture.Server.Port} refuses user 'fresnel': wrong user or password."), (fault.Fault, fault.Message));
        Assert.DoesNotContain("not-the-secret", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_VirtualHostMissing_IsNamed()
    {
        var fault = await FailAsync(fixture.Server.UriOf("nowhere"));
        Assert.Equal((BrokerFault.Refused, $"The broker at 127.0.0.1:{fixture.Server.Port} has no virtual host 'nowhere'."), (fault.Fault, fault.Message));
    }

    [Fact]
    public async Task Connect_VirtualHostForbidden_IsNamed()
    {
        var fault = await FailAsync(new UriBuilder(fixture.Server.Uri) { UserName = "fresnel", Path = "/" }.Uri);
        Assert.Equal(BrokerFault.Refused, fault.Fault);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public async Task Connect_NobodyListens_MayBeTriedAgain()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var fault = await FailAsync(new UriBuilder(fixture.Server.Uri) { Port = port }.Uri);
        Assert.Equal((BrokerFault.Lost, $"The broker at 127.0.0.1:{port} cannot be reached: Connection refused."), (fault.Fault, fault.Message));
    }

    [Fact]
    public async Task Connect_NameUnknown_MayBeTriedAgain()
    {
        var fault = await FailAsync(new UriBuilder(fixture.Server.Uri) { Host = "broker.invalid" }.Uri);
        Assert.Equal(BrokerFault.Lost, fault.Fault);
        Assert.StartsWith($"The broker at broker.invalid:{fixture.Server.Port} ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_NobodyAnswers_EndsAtTheLimit()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        var fault = await FailAsync(new UriBuilder(fixture.Server.Uri) { Port = port }.Uri);
        Assert.Equal((BrokerFault.Lost, $"The broker at 127.0.0.1:{port} did not answer within 1 s."), (fault.Fault, fault.Message));
    }

    [Fact]
    public async Task Connect_SomethingElseListens_IsSaidInOneLine()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var serving = Task.Run(async () =>
        {
            using var client = await other.AcceptSocketAsync();
            await client.SendAsync(Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"));
            await client.ReceiveAsync(new byte[100]);
        });
        var fault = await FailAsync(new UriBuilder(fixture.Server.Uri) { Port = ((IPEndPoint)other.LocalEndpoint).Port }.Uri);
        output.WriteLine(fault.Message);
        Assert.StartsWith($"The broker at 127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port} ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        await serving;
    }

    [Theory]
    [InlineData("3.9.29", false)]
    [InlineData("3.10.8", true)]
    [InlineData("3.13.7-rc.1", true)]
    [InlineData("4.1.0+2", true)]
    [InlineData("unheard-of", true)]
    public void Version_TooOld_IsRefused(string version, bool works)
    {
        var properties = new Dictionary<string, object?> { ["product"] = "RabbitMQ"u8.ToArray(), ["version"] = Encoding.UTF8.GetBytes(version) };
        if (works)
        {
            Assert.Equal($"RabbitMQ {version}", RabbitMqBroker.ProductOf(properties, "h:1"));
            return;
        }

        var fault = Assert.Throws<BrokerException>(() => RabbitMqBroker.ProductOf(properties, "h:1"));
        Assert.Equal((BrokerFault.Refused, "The broker at h:1 is RabbitMQ 3.9.29, and 3.10 is the oldest that works: update it."), (fault.Fault, fault.Message));
    }

    [Theory]
    [InlineData("amqp://u:p@h/v", "amqp://u@h:5672/v")]
    [InlineData("amqps://u:p%40@h", "amqps://u@h:5671/")]
    [InlineData("amqp://u:p@h:1/%2F", "amqp://u@h:1/")]
    public void Address_Shown_HasNoPassword(string text, string shown) => Assert.Equal(shown, RabbitMqAddress.Parse(text).ToString());

    [Theory]
    [InlineData("secret")]
    [InlineData("http://u:secret@h/")]
    [InlineData("amqp://secret@h/")]
    [InlineData("amqp://u:secret@h/a/b")]
    public void Address_Malformed_IsNotRepeated(string text)
    {
        var fault = Assert.Throws<FormatException>(() => RabbitMqAddress.Parse(text));
        Assert.Contains(RabbitMqAddress.Form, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }

    private static async Task<BrokerException> FailAsync(Uri uri) =>
        await Assert.ThrowsAsync<BrokerException>(async () => await RabbitMqServer.BrokerAt(uri, Hasty).ConnectAsync("c", default));
}
