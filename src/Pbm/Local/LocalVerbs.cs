using System.CommandLine;
using Fresnel.Pbm.Commands;

namespace Fresnel.Pbm.Local;

/// <summary><c>local …</c>, reached as <c>./fresnel cluster …</c>: a real cluster on this machine.</summary>
internal static class LocalVerbs
{
    /// <summary>The group.</summary>
    public static Command Create(Surroundings around)
    {
        ArgumentNullException.ThrowIfNull(around);
        return new Command(RootVerbs.Local, "A real cluster on this machine, reached as './fresnel cluster'.") { Hidden = true };
    }
}
