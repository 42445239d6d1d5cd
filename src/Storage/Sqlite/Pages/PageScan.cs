using Microsoft.Win32.SafeHandles;

namespace Fresnel.Storage.Sqlite.Pages;

/// <summary>Reads a database file through, beside whoever uses it, and verifies every page.</summary>
internal static class PageScan
{
    private const int PagesAtOnce = 256;

    // A page that is being written looks wrong for a moment.
    private const int Looks = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Reads a file through.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">Pauses between two looks.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The first page that is not what was written; null where all are.</returns>
    /// <exception cref="StoreUnavailableException">It cannot be read.</exception>
    public static async Task<long?> FindDamageAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous);
            var buffer = new byte[PagesAtOnce * PageFormat.Size];
            for (long offset = 0; ; offset += buffer.Length)
            {
                var read = await RandomAccess.ReadAsync(file, buffer, offset, cancellationToken).ConfigureAwait(false);
                for (var at = 0; at + PageFormat.Size <= read; at += PageFormat.Size)
                {
                    if (PageFormat.IsSound(buffer.AsSpan(at, PageFormat.Size), offset + at)) continue;
                    if (await StaysDamagedAsync(file, offset + at, time, cancellationToken).ConfigureAwait(false)) return PageFormat.NumberOf(offset + at);
                }

                if (read < buffer.Length) return null;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"'{path}' cannot be read: {failure.Message}", failure);
        }
    }

    private static async Task<bool> StaysDamagedAsync(SafeFileHandle file, long offset, TimeProvider time, CancellationToken cancellationToken)
    {
        var page = new byte[PageFormat.Size];
        for (var look = 1; look < Looks; look++)
        {
            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            var read = await RandomAccess.ReadAsync(file, page, offset, cancellationToken).ConfigureAwait(false);
            if (read < page.Length || PageFormat.IsSound(page, offset)) return false;
        }

        return true;
    }
}
