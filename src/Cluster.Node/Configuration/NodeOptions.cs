using System.ComponentModel.DataAnnotations;
using Fresnel.Service.Configuration;

namespace Fresnel.Cluster.Node.Configuration;

/// <summary>Section <c>Node</c>: what this process is.</summary>
public sealed class NodeOptions
{
    /// <summary>The name of the section.</summary>
    public const string Section = "Node";

    private static readonly string[] AllRoles = ["entities", "work", "inference", "api"];

    /// <summary>The node's name: 1 to 63 characters of a-z, 0-9, '-' and '_', starting with a letter or digit. Default <c>node-1</c>.</summary>
    [RegularExpression("^[a-z0-9][a-z0-9_-]{0,62}$", ErrorMessage = Messages.EntityId.Allowed)]
    public string Name { get; init; } = "node-1";

    /// <summary>What the node does in a cluster: <c>entities</c> (runs cameras), <c>work</c>, <c>inference</c>, <c>api</c> (is asked by others); separated by commas. Default all.</summary>
    public IReadOnlyList<string> Roles { get; init; } = AllRoles;

    /// <summary>The folder everything is kept in. Default <c>./data</c>.</summary>
    [Required(ErrorMessage = "the path of a folder")]
    public string Data { get; init; } = "data";

    /// <summary>How long a start may take until everything is owned and loaded. Default 30 s; 1 s to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stop waits for requests under way and cameras before it goes on without them. Default 15 s; 1 s to 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Checks the roles.</summary>
    /// <exception cref="ConfigurationException">One of them is not known.</exception>
    public void Check()
    {
        if (Roles.Except(AllRoles, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            throw new ConfigurationException($"{Section}:{nameof(Roles)} holds '{Messages.EntityId.Printable(unknown)}'; allowed: {string.Join(", ", AllRoles)}, separated by commas.");
        if (Roles.Count == 0) throw new ConfigurationException($"{Section}:{nameof(Roles)} is empty; allowed: one or more of {string.Join(", ", AllRoles)}, separated by commas.");
    }
}
