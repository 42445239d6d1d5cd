using System.Globalization;
using Fresnel.Engine.Driver.Machine;
using Fresnel.Engine.Driver.Network;
using Fresnel.Engine.Hosting;
using Fresnel.Engine.Protocol;

namespace Fresnel.Engine.Driver.Cluster;

/// <summary>How the processes of a seat are started.</summary>
/// <param name="Name">The name.</param>
/// <param name="Role">The role.</param>
/// <param name="Place">Where in the network.</param>
/// <param name="Program">What runs.</param>
/// <param name="Socket">Its socket for the driver.</param>
/// <param name="Log">Where its output is appended.</param>
/// <param name="Database">The connection string of PostgreSQL, which is passed by the environment; null for SQLite.</param>
/// <param name="Data">Its data folder.</param>
/// <param name="More">Further arguments.</param>
internal sealed record HostStart(
    string Name,
    HostRole Role,
    NetworkPlace Place,
    HostProgram Program,
    string Socket,
    string Log,
    string? Database,
    string Data,
    IReadOnlyList<string> More)
{
    /// <summary>The arguments after the program.</summary>
    public IReadOnlyList<string> Arguments =>
    [
        Role.ToString().ToLowerInvariant(),
        "--name", Name,
        "--host", Place.Host,
        "--port", Place.Port.ToString(CultureInfo.InvariantCulture),
        "--data", Data,
        "--socket", Socket,
        .. More,
    ];

    /// <summary>What is added to its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment =>
        Database is null ? new Dictionary<string, string>() : new Dictionary<string, string> { [HostOptions.DatabaseVariable] = Database };
}
