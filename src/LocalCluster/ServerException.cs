namespace Fresnel.LocalCluster;

/// <summary>A server of this machine could not be started or stopped.</summary>
public sealed class ServerException : Exception
{
    /// <summary>Creates one.</summary>
    /// <param name="message">What, with the value and what would help, in one line.</param>
    /// <param name="inner">The cause.</param>
    public ServerException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
