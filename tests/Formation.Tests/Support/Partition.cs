using Akka.Actor;
using Akka.Remote;
using Akka.Remote.Transport;

namespace Fresnel.Formation.Tests.Support;

/// <summary>A network that loses every packet between nodes of this process. They need <see cref="Hocon"/>.</summary>
internal static class Partition
{
    /// <summary>Settings of a node that can be cut off.</summary>
    public const string Hocon = "akka.remote.dot-netty.tcp.applied-adapters = [trttl]";

    /// <summary>Cuts a node off from others.</summary>
    public static Task CutAsync(TestNode node, params TestNode[] others) => SetAsync(Blackhole.Instance, node, others);

    /// <summary>Connects it again.</summary>
    public static Task MendAsync(TestNode node, params TestNode[] others) => SetAsync(Unthrottled.Instance, node, others);

    private static Task SetAsync(ThrottleMode mode, TestNode node, TestNode[] others) =>
        Task.WhenAll(others.SelectMany(other => new[] { SetAsync(mode, node, other), SetAsync(mode, other, node) }));

    private static async Task SetAsync(ThrottleMode mode, TestNode at, TestNode towards)
    {
        var transport = ((IRemoteActorRefProvider)((ExtendedActorSystem)at.System).Provider).Transport;
        Assert.True(await transport.ManagementCommand(
            new SetThrottle(towards.Cluster.SelfAddress, ThrottleTransportAdapter.Direction.Both, mode), default));
    }
}
