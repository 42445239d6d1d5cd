using Fresnel.Clustering.Broker;

namespace Fresnel.Clustering.Hosting;

/// <summary>What reaches a <see cref="ShardAgent"/>, in one order.</summary>
internal abstract record ShardSignal
{
    /// <summary>A baton was delivered.</summary>
    public sealed record BatonCame(Delivery Delivery, long Generation) : ShardSignal;

    /// <summary>The baton consumer is gone, and with it the baton.</summary>
    public sealed record BatonLost(string Reason) : ShardSignal;

    /// <summary>The command consumer of an epoch is gone.</summary>
    public sealed record CommandsLost(long Epoch, string Reason) : ShardSignal;

    /// <summary>The journal has another epoch than the one held.</summary>
    public sealed record Fenced(long HeldEpoch) : ShardSignal;

    /// <summary>Somebody asks for a handover, to a member that has been there since a moment of the steady clock; answered with whether it was done.</summary>
    public sealed record HandOver(TaskCompletionSource<bool> Done, long HeirSince) : ShardSignal;

    /// <summary>It is time for the holder to give the baton back to itself.</summary>
    public sealed record RenewDue : ShardSignal;

    /// <summary>The node gives its part in the shard up.</summary>
    public sealed record Released : ShardSignal;
}
