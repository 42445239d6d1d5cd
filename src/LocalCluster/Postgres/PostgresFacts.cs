using System.Security.Cryptography;
using Fresnel.LocalCluster.Processes;

namespace Fresnel.LocalCluster.Postgres;

/// <summary>What is remembered of a server beside its data: in a file that only its owner can read.</summary>
/// <param name="Port">The loopback port it listens on.</param>
/// <param name="Password">The password of the role that owns the database.</param>
/// <param name="AdminPassword">The password of the superuser.</param>
internal sealed record PostgresFacts(int Port, string Password, string AdminPassword)
{
    /// <summary>New ones.</summary>
    public static PostgresFacts Invent(int port) => new(port, RandomNumberGenerator.GetHexString(32, lowercase: true), RandomNumberGenerator.GetHexString(32, lowercase: true));

    /// <summary>Reads them; null where there are none.</summary>
    /// <exception cref="ServerException">The file is not such a file.</exception>
    public static PostgresFacts? Read(string path) => FactsFile.Read<PostgresFacts>(path);

    /// <summary>Writes them.</summary>
    public void Write(string path) => FactsFile.Write(path, this);
}
