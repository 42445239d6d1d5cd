using System.Diagnostics;
using System.Threading.Channels;

namespace Fresnel.Bench.Kernel;

/// <summary>The bare baseline of a mailbox: one writer, one reader, a bounded channel between them, and no actor.</summary>
internal static class ChannelLoop
{
    /// <summary>Messages a second.</summary>
    public static async Task<double> RunAsync(int bound, int count)
    {
        var channel = Channel.CreateBounded<object>(new BoundedChannelOptions(bound) { SingleReader = true });
        var message = new object();
        var reader = Task.Run(() => ReadAsync(channel.Reader, count));
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < count; i++) await channel.Writer.WriteAsync(message);
        await reader;
        return count / watch.Elapsed.TotalSeconds;
    }

    private static async Task ReadAsync(ChannelReader<object> reader, int count)
    {
        var seen = 0;
        while (await reader.WaitToReadAsync())
        {
            while (reader.TryRead(out _))
            {
                if (++seen == count) return;
            }
        }
    }
}
