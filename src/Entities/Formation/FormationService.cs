using Akka;
using Akka.Actor;

namespace Fresnel.Entities.Formation;

/// <summary>Runs formation beside an actor system: from joining to leaving.</summary>
internal sealed class FormationService(NodeFormation node, ActorSystem system)
{
    private static readonly TimeSpan DismissedLimit = TimeSpan.FromSeconds(1);

    private readonly Akka.Cluster.Cluster cluster = Akka.Cluster.Cluster.Get(system);
    private readonly RemovedMembers removed = new();
    private readonly CoordinatedShutdown shutdown = CoordinatedShutdown.Get(system);

    /// <summary>Starts to join; returns without waiting for it.</summary>
    public void Start()
    {
        node.Attach(cluster);
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "formation-downed", EndIfDownedAsync);
        if (node.IsEmbedded)
        {
            cluster.Join(cluster.SelfAddress);
            return;
        }

        system.ActorOf(Props.Create(() => new RenewalsActor(node.Renewals!, removed)), RenewalsActor.Name);
        var stopping = new CancellationTokenSource();
        system.WhenTerminated.ContinueWith(_ => stopping.Cancel(), TaskScheduler.Default);
        var running = Task.Run(() => RunAsync(stopping.Token));
        shutdown.AddTask(CoordinatedShutdown.PhaseClusterShutdown, "formation-leave", async () =>
        {
            await stopping.CancelAsync().ConfigureAwait(false);
            await running.ConfigureAwait(false);
            return Done.Instance;
        });
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        var self = MemberKey.Of(cluster.SelfUniqueAddress);
        await using var session = new MemberSession(node.Database!, self, node.Renewals!, node.Time, node.Times);
        try
        {
            await new JoinLoop(node, cluster, session).RunAsync(stopping).ConfigureAwait(false);
            await new RenewalLoop(node, system, cluster, session, removed).RunAsync(stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The process leaves.
        }
        catch (Exception fault) // the edge of the background task: a member that does not renew must not stay
        {
            FormationLog.Failed(node.Logger, fault, self);
            node.End(new EndReason(ProcessEndCode.StartAgain, "formation failed"));
        }

        if (!node.HasEnded) await LeaveTablesAsync(session, self).ConfigureAwait(false);
    }

    private async Task LeaveTablesAsync(MemberSession session, MemberKey self)
    {
        if (shutdown.ShutdownReason is null or CoordinatedShutdown.ClusterDowningReason) return; // the others delete the row
        try
        {
            await session.LeaveAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) // the edge of the process: it leaves whether the database answers or not
        {
            var fault = failure.GetBaseException().Message;
            FormationLog.LeaveFailed(node.Logger, self, fault);
        }
    }

    private async Task<Done> EndIfDownedAsync()
    {
        if (shutdown.ShutdownReason is not CoordinatedShutdown.ClusterDowningReason) return Done.Instance;
        node.End(await IsDismissedAsync().ConfigureAwait(false)
            ? new EndReason(ProcessEndCode.Dismissed, "an operator removed this process from the cluster")
            : new EndReason(ProcessEndCode.StartAgain, "the cluster downed this process"));
        return Done.Instance;
    }

    private async Task<bool> IsDismissedAsync()
    {
        try
        {
            return await node.IsDismissedAsync(CancellationToken.None).WaitAsync(DismissedLimit, node.Time).ConfigureAwait(false);
        }
        catch (Exception) // the edge to the database: without an answer the process is started again
        {
            return false;
        }
    }
}
