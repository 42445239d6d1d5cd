using System.Collections.Concurrent;

namespace Fresnel.Kernel.Asking;

/// <summary>Questions of one system and one type of reply that wait to be used again.</summary>
internal sealed class AskPool<TReply>(TimeProvider time)
{
    private const int Kept = 256;

    private readonly ConcurrentQueue<AskSource<TReply>> _free = new();
    private AskSource<TReply>? _one;
    private int _count;

    public AskSource<TReply> Rent()
    {
        if (Interlocked.Exchange(ref _one, null) is { } one) return one;
        if (_free.TryDequeue(out var source))
        {
            Interlocked.Decrement(ref _count);
            return source;
        }

        return new AskSource<TReply>(this, time);
    }

    public void Return(AskSource<TReply> source)
    {
        if (Interlocked.CompareExchange(ref _one, source, null) is null) return;
        if (Interlocked.Increment(ref _count) <= Kept) _free.Enqueue(source);
        else Interlocked.Decrement(ref _count);
    }
}
