using System.Collections.Concurrent;

namespace Fresnel.Kernel.Tests.Support;

/// <summary>What an actor was seen to do, in order.</summary>
internal sealed class Seen<T>
{
    private readonly ConcurrentQueue<T> _all = new();

    public T[] All => [.. _all];

    public int Count => _all.Count;

    public void Add(T item) => _all.Enqueue(item);

    public Task CountAsync(int count) => Eventually.TrueAsync(() => _all.Count >= count, $"{count} seen");
}
