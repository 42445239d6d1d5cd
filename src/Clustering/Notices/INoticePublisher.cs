using Fresnel.Messages;

namespace Fresnel.Clustering.Notices;

/// <summary>Tells whoever listens now what happened to an entity. At most once: readers that must not miss any read the journal.</summary>
public interface INoticePublisher
{
    /// <summary>Publishes under <c>kind.id.name</c>. Trouble with the broker is counted and swallowed; never waits for the network.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="name">What happened, without dots: <c>episode-opened</c>.</param>
    /// <param name="body">UTF-8 JSON; copied.</param>
    void Publish(EntityId entity, string name, ReadOnlyMemory<byte> body);

    /// <summary>Notices that were not published because the broker was not there or too slow.</summary>
    long Dropped { get; }
}
