using System.Globalization;

namespace Fresnel.LocalCluster.Processes;

/// <summary>A user of this machine that a server runs as, because it refuses to run as root.</summary>
/// <param name="Name">Its name: <c>postgres</c>.</param>
/// <param name="Id">Its number.</param>
/// <param name="Group">The number of its group.</param>
internal sealed record SystemUser(string Name, uint Id, uint Group)
{
    /// <summary>Whether this process is root's.</summary>
    public static bool IsRoot => Libc.EffectiveUser() == 0;

    /// <summary>The user to run a server as: the named one where this process is root's, null (oneself) otherwise.</summary>
    /// <exception cref="ServerException">There is no such user.</exception>
    public static SystemUser? InPlaceOfRoot(string name)
    {
        if (!IsRoot) return null;
        var fields = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).FirstOrDefault(line => line.Length > 3 && line[0] == name)
            ?? throw new ServerException($"This machine has no user '{name}', as which the server would run: it refuses to run as root. Install its package, or run as an ordinary user.");
        return new SystemUser(name, uint.Parse(fields[2], CultureInfo.InvariantCulture), uint.Parse(fields[3], CultureInfo.InvariantCulture));
    }

    /// <summary>Gives a file or folder to the user.</summary>
    /// <exception cref="ServerException">That is not allowed.</exception>
    public void Own(string path)
    {
        if (Libc.ChangeOwner(path, Id, Group) != 0) throw new ServerException($"'{path}' cannot be given to the user '{Name}': {System.Runtime.InteropServices.Marshal.GetLastPInvokeErrorMessage()}.");
    }
}
