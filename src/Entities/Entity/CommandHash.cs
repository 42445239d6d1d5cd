using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Fresnel.Messages.Wire;

namespace Fresnel.Entities.Entity;

/// <summary>The hash by which a repeated command is told from another command under the same id.</summary>
internal static class CommandHash
{
    private const int Kept = 16;

    /// <summary>The first 16 bytes of SHA-256 over the command's manifest and JSON, base64url: 22 characters.</summary>
    public static string Of(in WireData command)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(Encoding.UTF8.GetBytes(command.Name));
        sha.AppendData(command.Json.Span);
        sha.GetHashAndReset(hash);
        return Base64Url.EncodeToString(hash[..Kept]);
    }
}
