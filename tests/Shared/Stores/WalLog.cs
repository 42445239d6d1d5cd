using Fresnel.Storage.Sqlite.Pages;

namespace Fresnel.Tests.Stores;

/// <summary>Looks into the bytes of a write-ahead log.</summary>
internal static class WalLog
{
    /// <summary>The middle of its last page.</summary>
    public static int LastPageAt(byte[] log) => log.Length - ((log.Length - WalFormat.HeaderSize) % WalFormat.FrameSize) - (PageFormat.Size / 2);

    /// <summary>Where the frames of the last whole commit begin.</summary>
    public static int LastCommitAt(byte[] log)
    {
        var commits = Commits(log).ToArray();
        return commits[^2] + WalFormat.FrameSize;
    }

    /// <summary>Where the frames of the commit before the last one begin and end.</summary>
    public static (int First, int End) CommitBeforeTheLast(byte[] log)
    {
        var commits = Commits(log).ToArray();
        return (commits[^3] + WalFormat.FrameSize, commits[^2] + WalFormat.FrameSize);
    }

    /// <summary>How many commits end behind a cut.</summary>
    public static int CommitsFrom(byte[] log, int cut) => Commits(log).Count(at => at + WalFormat.FrameSize > cut);

    // Where the frames are that end a commit.
    private static IEnumerable<int> Commits(byte[] log)
    {
        for (var at = WalFormat.HeaderSize; at + WalFormat.FrameSize <= log.Length; at += WalFormat.FrameSize)
        {
            var head = log.AsSpan(at, WalFormat.FrameHeaderSize);
            if (WalFormat.IsOfRound(head, log.AsSpan(0, WalFormat.HeaderSize)) && WalFormat.IsCommit(head)) yield return at;
        }
    }
}
