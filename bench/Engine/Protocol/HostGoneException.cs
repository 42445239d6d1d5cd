namespace Fresnel.Engine.Protocol;

/// <summary>The connection to a host process is broken: whether it carried out the request is not known.</summary>
internal sealed class HostGoneException(string socket, Exception? inner = null) : Exception($"the host process at {socket} is gone", inner);
