namespace Fresnel.Entities.Formation;

/// <summary>What a TCP port answered to a connection attempt.</summary>
internal enum PortAnswer
{
    /// <summary>It accepted: a process listens there, though it may be frozen.</summary>
    Accepts,

    /// <summary>It refused: no process listens there, or something on the way refuses for it.</summary>
    Refuses,

    /// <summary>Nothing came back, or the host is unreachable.</summary>
    Silent,
}
