using System.Collections.Concurrent;

namespace Fresnel.Kernel.Asking;

/// <summary>Questions of one system and one type of reply that wait to be used again.</summary>
internal sealed class AskPool<TReply>(TimeProvider time)
{
    private const int Kept = 256;

    private readonly ConcurrentQueue<AskSource<TReply>> free = new();
    private AskSource<TReply>? one;
    private int count;

    public AskSource<TReply> Rent()
    {
        if (Interlocked.Exchange(ref this.one, null) is { } one) return one;
        if (free.TryDequeue(out var source))
        {
            Interlocked.Decrement(ref count);
            return source;
        }

        return new AskSource<TReply>(this, time);
    }

    public void Return(AskSource<TReply> source)
    {
        if (Interlocked.CompareExchange(ref one, source, null) is null) return;
        if (Interlocked.Increment(ref count) <= Kept) free.Enqueue(source);
        else Interlocked.Decrement(ref count);
    }
}
