using System.CommandLine;
using Fresnel.Pbm.Local;

namespace Fresnel.Pbm.Commands;

/// <summary>Every verb.</summary>
internal static class RootVerbs
{
    /// <summary>The group that <c>./fresnel cluster</c> reaches.</summary>
    public const string Local = "local";

    /// <summary>The command line.</summary>
    public static RootCommand Create(Surroundings around)
    {
        var options = new CallOptions(around);
        return new RootCommand("pbm asks and steers a cluster, through any of its nodes or its lighthouse.")
        {
            ClusterVerbs.Create(options),
            ShardingVerbs.Create(options),
            CameraVerbs.Create(options),
            EntityVerbs.Create(options),
            LocalVerbs.Create(around),
        };
    }
}
