using System.Collections.Concurrent;

namespace Fresnel.Kernel.Tests.Support;

/// <summary>What an actor was seen to do, in order.</summary>
internal sealed class Seen<T>
{
    private readonly ConcurrentQueue<T> all = new();

    public T[] All => [.. all];

    public int Count => all.Count;

    public void Add(T item) => all.Enqueue(item);

    public Task CountAsync(int count) => Eventually.TrueAsync(() => all.Count >= count, $"{count} seen");
}
