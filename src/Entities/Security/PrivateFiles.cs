namespace Fresnel.Entities.Security;

/// <summary>Folders and files that other users must not read. On Windows the access rights of the folder apply.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode MyFolder = Mine | UnixFileMode.UserExecute;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
    private const UnixFileMode GroupOrOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | Others;

    /// <summary>Creates a folder that only this user can enter; checks one that exists.</summary>
    /// <exception cref="CertificateException">Other users can enter the folder.</exception>
    public static void EnsureFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, MyFolder);
        if ((File.GetUnixFileMode(path) & GroupOrOthers) != 0)
            throw new CertificateException($"The folder '{path}' is open to other users, but holds a private key: run 'chmod 700' on it.");
    }

    /// <summary>Checks that a key made by us is readable by this user only.</summary>
    /// <exception cref="CertificateException">Other users can read the file.</exception>
    public static void CheckOwnKey(string path) => Check(path, GroupOrOthers);

    /// <summary>
    /// Checks that a key given by an operator is not readable by everybody. A group may read it: secrets are often mounted so.
    /// </summary>
    /// <exception cref="CertificateException">All users can read the file.</exception>
    public static void CheckGivenKey(string path) => Check(path, Others);

    /// <summary>Writes a file that only this user can read, whole or not at all.</summary>
    /// <returns>False if the file exists already; it is left as it is.</returns>
    public static bool TryCreate(string path, string content)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Mine;
        try
        {
            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(System.Text.Encoding.ASCII.GetBytes(content));
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static void Check(string path, UnixFileMode forbidden)
    {
        if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & forbidden) == 0) return;
        throw new CertificateException($"The private key '{path}' is readable by other users: run 'chmod 600' on it.");
    }
}
