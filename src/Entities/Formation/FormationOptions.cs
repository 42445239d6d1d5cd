using System.ComponentModel.DataAnnotations;
using Fresnel.Entities.Downing;
using Fresnel.Entities.Security;

namespace Fresnel.Entities.Formation;

/// <summary>How this process takes part in the cluster. Checked when the actor system is configured.</summary>
public sealed class FormationOptions
{
    /// <summary>
    /// The name of the actor system, the same in all processes of a cluster: a letter, then letters, digits and '-'. Default:
    /// <c>fresnel</c>.
    /// </summary>
    [Required]
    [RegularExpression("^[A-Za-z][A-Za-z0-9-]{0,62}$", ErrorMessage = "a letter, then up to 62 letters, digits and '-' are allowed")]
    public string SystemName { get; set; } = "fresnel";

    /// <summary>The address on which remoting listens: an IP address or a host name. Default: <c>127.0.0.1</c>.</summary>
    [Required]
    [RegularExpression(HostPattern, ErrorMessage = "an IPv4 address or a host name is allowed")]
    public string BindHost { get; set; } = "127.0.0.1";

    /// <summary>
    /// The address under which other processes reach this one. Default: <see cref="BindHost"/>. Required if that is <c>0.0.0.0</c>.
    /// </summary>
    [RegularExpression(HostPattern, ErrorMessage = "an IPv4 address or a host name is allowed")]
    public string? PublicHost { get; set; }

    /// <summary>
    /// The TCP port of remoting, 0 to 65535. Default: 0, a free port. In a cluster use a fixed port below 32768: the operating system
    /// gives higher ports to outgoing connections.
    /// </summary>
    [Range(0, 65535)]
    public int Port { get; set; }

    /// <summary>
    /// What this process does, at least one: <c>entities</c>, <c>lighthouse</c>, <c>work</c>, <c>inference</c>, … Default: <c>entities</c>.
    /// Entity nodes and lighthouses get <see cref="ClusterRoles.ShardHost"/> in addition.
    /// </summary>
    [Required]
    [MinLength(1)]
    public IReadOnlyList<string> Roles { get; set; } = [ClusterRoles.Entities];

    /// <summary>The share of shards of an entity node relative to the others, 1 to 100. Default: 1.</summary>
    [Range(1, 100)]
    public int Weight { get; set; } = 1;

    /// <summary>
    /// The connection string of the PostgreSQL database through which the processes of a cluster find each other. Default: null, an
    /// embedded node: a cluster of one. The connection must reach the server itself: a proxy that pools transactions loses session locks.
    /// </summary>
    public string? Database { get; set; }

    /// <summary>The version of the program, compared between members: <c>1.4.2</c>. Default: <c>0.0.0</c>.</summary>
    [Required]
    [RegularExpression("^[0-9][A-Za-z0-9.+-]{0,62}$", ErrorMessage = "a version such as 1.4.2 is allowed")]
    public string AppVersion { get; set; } = "0.0.0";

    /// <summary>
    /// How long an entity node waits for a lighthouse before it forms a cluster itself, counted from the first answer of the database;
    /// 0 s to 60 s. Default: 3 s. A lighthouse does not wait.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan WaitForLighthouse { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How members that died are removed.</summary>
    [Required]
    public DowningOptions Downing { get; set; } = new();

    /// <summary>The certificates of remoting.</summary>
    [Required]
    public CertificateOptions Certificates { get; set; } = new();

    /// <summary>Whether this process is a cluster of one, without a database.</summary>
    internal bool IsEmbedded => string.IsNullOrEmpty(Database);

    /// <summary>The host name under which this process is reached.</summary>
    internal string ReachedAt => PublicHost ?? BindHost;

    private const string HostPattern = "^[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$";
}
