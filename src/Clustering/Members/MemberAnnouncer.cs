using System.Text.Json;
using Fresnel.Clustering.Broker;
using Fresnel.Clustering.Hosting;
using Fresnel.Clustering.Sessions;
using Fresnel.Messages.Cluster;

namespace Fresnel.Clustering.Members;

/// <summary>Says what this process is, every second and when it changes; and hears the others.</summary>
internal sealed class MemberAnnouncer(HostContext host, BrokerLink link, MemberProfile profile, Func<MemberStanding> standing)
{
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(250);

    private readonly Bell bell = new();
    private readonly DateTimeOffset startedAt = host.Time.GetUtcNow();

    /// <summary>Says it soon: something has changed.</summary>
    public void Nudge() => bell.Ring();

    /// <summary>Announces until cancelled.</summary>
    public async Task AnnounceAsync(CancellationToken stop)
    {
        var known = false;
        while (!stop.IsCancellationRequested)
        {
            var said = standing();
            var news = new MemberNews.Announced(Compose(said));

            // Before it ever held its name, the name may be another's, and that one's word is worth more.
            known |= said.Named;
            if (known) host.Members.Hear(news);
            if (said.Named) await SayAsync(news, stop).ConfigureAwait(false);
            host.Members.Look();
            await Pauses.WaitAsync(Together, host.Time, stop).ConfigureAwait(false);
            await bell.WaitAsync(host.Options.AnnounceEvery - Together, host.Time, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Listens, session after session, until cancelled.</summary>
    public async Task ListenAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var session = await link.SessionAsync(stop).ConfigureAwait(false);
                var queue = Topology.MemberNews(host.Owner);
                await session.Consuming.DeclareTopicAsync(Topology.Members, stop).ConfigureAwait(false);
                await session.Consuming.DeclareQueueAsync(queue, stop).ConfigureAwait(false);
                await session.Consuming.BindAsync(Topology.Members, queue.Name, "#", stop).ConfigureAwait(false);
                await using var consumer = await session.Consuming
                    .ConsumeAsync(queue.Name, new ConsumerOptions(Prefetch: 256), OnNewsAsync, stop).ConfigureAwait(false);
                host.Members.Listen();
                await Task.WhenAny(consumer.Lost, Pauses.ForeverAsync(session.Ended), Pauses.ForeverAsync(stop)).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is BrokerException or OperationCanceledException)
            {
                await Pauses.WaitAsync(RetryPause, host.Time, stop).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Says goodbye.</summary>
    public async Task LeaveAsync()
    {
        var news = new MemberNews.Left(host.Options.Node, host.Owner);
        host.Members.Hear(news);
        await SayAsync(news, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Tells everybody; trouble with the broker is passed over, as the next word follows soon.</summary>
    public async Task SayAsync(MemberNews news, CancellationToken cancellationToken)
    {
        if (link.Current is not { } session) return;
        try
        {
            await session.Publishing.PublishAsync(news.Write(), host.Options.AnnounceEvery, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is BrokerException or OperationCanceledException)
        {
            // Whoever listens notices the silence.
        }
    }

    private MemberAnnouncement Compose(MemberStanding said) => new(
        host.Options.Node,
        host.Owner,
        profile.Address(),
        profile.Roles,
        said.Status,
        host.Kinds.Count > 0 ? host.Options.Weight : 0,
        said.Shards,
        host.Counters.Running,
        profile.Devices(),
        Math.Round(profile.Load(), 3),
        profile.Version,
        profile.Level,
        startedAt,
        host.Time.GetUtcNow());

    private async ValueTask OnNewsAsync(Delivery delivery)
    {
        try
        {
            // What it says of itself it knows already, and newer.
            var news = MemberNews.Read(delivery);
            if (news is not null && (news as MemberNews.Announced)?.Member.Incarnation != host.Owner) host.Members.Hear(news);
        }
        catch (JsonException fault)
        {
            ClusteringLog.MalformedMessage(host.Logger, host.Options.Node, fault.Message);
        }

        await delivery.AcknowledgeAsync(CancellationToken.None).ConfigureAwait(false);
    }
}
