namespace Fresnel.Storage.Sqlite.Pages;

/// <summary>
/// Reads a write-ahead log through before SQLite does. SQLite takes the first frame that does not fit for the end of the
/// log, silently, because a log torn by a power cut ends so. But each commit waited for the one before it to be on disk:
/// where a whole commit follows behind the end of another one, what does not fit is damage, and what follows was acknowledged.
/// </summary>
internal static class WalScan
{
    private const int FramesAtOnce = 64;

    /// <summary>Checks the log of a database; does nothing where there is none.</summary>
    /// <param name="database">The database's file.</param>
    /// <param name="remedy">What to do about a damaged one: a sentence.</param>
    /// <exception cref="StoreDamagedException">Going on would lose what was acknowledged.</exception>
    public static void Check(string database, string remedy)
    {
        var path = database + "-wal";
        if (!File.Exists(path)) return;
        try
        {
            using var log = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            Check(log, path, remedy);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"'{path}' cannot be read: {failure.Message}", failure);
        }
    }

    private static void Check(FileStream log, string path, string remedy)
    {
        Span<byte> header = stackalloc byte[WalFormat.HeaderSize];
        if (log.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length) return;
        if (WalFormat.IsBigEndian(header) is not { } bigEndian || WalFormat.OfHeader(header, bigEndian) != WalFormat.SumOf(header))
        {
            if (FollowsHeader(log, header)) throw new StoreDamagedException($"'{path}' is damaged in its header, and what it holds was acknowledged. {remedy}");
            return;
        }

        var buffer = new byte[FramesAtOnce * WalFormat.FrameSize];
        var before = WalFormat.SumOf(header);
        var computed = before; // where the checksum itself is what was damaged
        long frame = 0;
        long? broken = null;
        var ends = 0; // commits that end from there on, whole or not
        var lost = 0; // those of them that end whole
        while (log.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) is > 0 and var read)
        {
            for (var at = 0; at + WalFormat.FrameSize <= read; at += WalFormat.FrameSize, frame++)
            {
                var head = buffer.AsSpan(at, WalFormat.FrameHeaderSize);
                var page = buffer.AsSpan(at + WalFormat.FrameHeaderSize, PageFormat.Size);
                var sum = WalFormat.SumOf(head);
                var own = WalFormat.OfFrame(before, head, page, bigEndian);
                var fits = WalFormat.IsOfRound(head, header) && (own == sum || (computed != before && WalFormat.OfFrame(computed, head, page, bigEndian) == sum));
                if (!fits) broken ??= frame;
                if (broken is not null && WalFormat.ResemblesRound(head, header) && WalFormat.IsCommit(head))
                {
                    ends++;
                    if (fits) lost++;
                }

                (before, computed) = (sum, own);
            }
        }

        if (broken is { } first && lost > 0 && ends > 1)
        {
            throw new StoreDamagedException(
                $"'{path}' is damaged at frame {first + 1}, and the {lost} commits behind it were acknowledged. {remedy} To go on without them: "
                + $"truncate -s {WalFormat.HeaderSize + (first * WalFormat.FrameSize)} '{path}'.");
        }
    }

    // Whether the first frame goes on from this header, or from what its other fields say: then it was a header.
    private static bool FollowsHeader(FileStream log, ReadOnlySpan<byte> header)
    {
        var frame = new byte[WalFormat.FrameSize];
        if (log.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) < frame.Length) return false;
        var head = frame.AsSpan(0, WalFormat.FrameHeaderSize);
        var page = frame.AsSpan(WalFormat.FrameHeaderSize);
        foreach (var bigEndian in (ReadOnlySpan<bool>)[false, true])
        {
            if (WalFormat.OfFrame(WalFormat.SumOf(header), head, page, bigEndian) == WalFormat.SumOf(head)
                || WalFormat.OfFrame(WalFormat.OfHeader(header, bigEndian), head, page, bigEndian) == WalFormat.SumOf(head)) return true;
        }

        return false;
    }
}
