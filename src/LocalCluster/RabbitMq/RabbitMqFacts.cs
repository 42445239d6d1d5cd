using System.Security.Cryptography;
using Fresnel.LocalCluster.Processes;

namespace Fresnel.LocalCluster.RabbitMq;

/// <summary>What is remembered of a broker beside its data: in a file that only its owner can read.</summary>
/// <param name="Port">The loopback port of AMQP.</param>
/// <param name="DistributionPort">The loopback port by which Erlang nodes, and we, tell it what to do.</param>
/// <param name="NamePort">The port of Erlang's name server (epmd), which is the broker's own.</param>
/// <param name="Password">The password of the user.</param>
/// <param name="Cookie">What lets others in at the distribution port.</param>
internal sealed record RabbitMqFacts(int Port, int DistributionPort, int NamePort, string Password, string Cookie)
{
    /// <summary>New ones.</summary>
    public static RabbitMqFacts Invent() => new(FreePort.Find(), FreePort.Find(), FreePort.Find(), Secret(), Secret());

    /// <summary>Reads them; null where there are none.</summary>
    /// <exception cref="ServerException">The file is not such a file.</exception>
    public static RabbitMqFacts? Read(string path) => FactsFile.Read<RabbitMqFacts>(path);

    /// <summary>Writes them.</summary>
    public void Write(string path) => FactsFile.Write(path, this);

    private static string Secret() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
