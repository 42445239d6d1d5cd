using System.Collections.Concurrent;
using Akka.Actor;

namespace Fresnel.Entities.Gateway;

/// <summary>The shard regions of this process, or the proxies that stand for them, by kind of entity. Thread-safe.</summary>
public sealed class EntityRegions
{
    private readonly ConcurrentDictionary<string, IActorRef> byKind = new();

    /// <summary>The kinds, in alphabetical order.</summary>
    public IEnumerable<string> Kinds => byKind.Keys.Order(StringComparer.Ordinal);

    /// <summary>The region of a kind, or null.</summary>
    public IActorRef? Find(string kind) => byKind.GetValueOrDefault(kind);

    /// <summary>Sets the region of a kind.</summary>
    public void Add(string kind, IActorRef region) => byKind[kind] = region;
}
