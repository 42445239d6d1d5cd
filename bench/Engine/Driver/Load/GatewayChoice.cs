namespace Fresnel.Engine.Driver.Load;

/// <summary>Chooses the process that a command is sent to: each in its turn, another one than the last where there is one.</summary>
/// <param name="gateways">The processes; may change.</param>
internal sealed class GatewayChoice(Func<IReadOnlyList<IGateway>> gateways)
{
    private int turn;

    /// <summary>The next process that is connected; null where none is.</summary>
    /// <param name="last">The one that was asked before, which is avoided.</param>
    public IGateway? Next(IGateway? last)
    {
        var all = gateways().Where(gateway => gateway.IsConnected).ToArray();
        if (all.Length == 0) return null;
        var at = (uint)Interlocked.Increment(ref turn);
        for (uint i = 0; i < all.Length; i++)
        {
            var gateway = all[(at + i) % all.Length];
            if (!ReferenceEquals(gateway, last)) return gateway;
        }

        return all[0];
    }
}
