using Fresnel.Clustering.Commands;
using Fresnel.Messages;
using Fresnel.Simulation.Runs;

namespace Fresnel.Simulation.Load;

/// <summary>
/// Someone outside of the cluster who sends commands, each under one id and again and again until it is answered, to
/// whichever node seems alive.
/// </summary>
internal sealed class Caller(World world, Plan plan, int number)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    /// <summary>Commands that have been answered.</summary>
    public int Answered { get; private set; }

    /// <summary>Attempts made for them.</summary>
    public int Attempts { get; private set; }

    /// <summary>The command that waits for its answer, or null.</summary>
    public string? Waiting { get; private set; }

    public async Task RunAsync()
    {
        // The last are sent a while after the last fault, so that a cluster at rest is asked too.
        for (var i = 0; i < plan.Commands && world.Agenda.Now < plan.Faulty + (plan.Rest / 3); i++)
        {
            await WaitAsync(world.Agenda.Seconds(0.01, 2 * plan.Faulty.TotalSeconds / plan.Commands)).ConfigureAwait(false);
            var entity = new EntityId(World.Kind, $"t{world.Agenda.Draw(plan.Entities)}");
            var command = Invent((number * 1_000) + i + 1);
            Waiting = $"c{number}-{i} ({command.GetType().Name})";
            while (!await TryAsync(entity, command, $"c{number}-{i}").ConfigureAwait(false)) await WaitAsync(world.Agenda.Seconds(0.05, 0.5)).ConfigureAwait(false);
            Waiting = null;
            Answered++;
        }
    }

    private TallyCommands Invent(long name) => world.Agenda.Draw(20) switch
    {
        0 or 1 => new TallyCommands.Add(name, -1),
        2 or 3 => new TallyCommands.Enable(name),
        4 => new TallyCommands.Disable(name),
        5 when number == 0 => new TallyCommands.Fail(name),
        _ => new TallyCommands.Add(name, 1 + world.Agenda.Draw(9)),
    };

    private async Task<bool> TryAsync(EntityId entity, TallyCommands command, string commandId)
    {
        if (world.PickNode() is not { } node) return false;
        Attempts++;
        world.Trace.Note(world.Agenda, node.Process.Name, "asked", commandId);
        var deadline = world.Clock.GetUtcNow() + world.Agenda.Seconds(1, 10);
        var answer = AskAsync(node, entity, command, commandId, deadline);
        await Task.WhenAny(answer, node.Process.Died, WaitAsync(Patience)).ConfigureAwait(false);
        if (!answer.IsCompleted) return false;
        return await answer.ConfigureAwait(false);
    }

    private async Task<bool> AskAsync(SimulatedNode node, EntityId entity, TallyCommands command, string commandId, DateTimeOffset deadline)
    {
        try
        {
            var reply = await node.Cluster.Gateway.SendAsync(entity, command, commandId, deadline, default).ConfigureAwait(false);
            world.Trace.Note(world.Agenda, node.Process.Name, "answered", commandId);
            world.Observer.OnAnswer(entity, command, commandId, reply, world.Database.Contents);
            return true;
        }
        catch (EntityException refused)
        {
            world.Trace.Note(world.Agenda, node.Process.Name, "refused", commandId);
            world.Trace.Tell(world.Agenda, node.Process.Name, $"{refused.Code}: {refused.Message}");
            if (refused.Code is EntityFaults.HandlerFailed && command is TallyCommands.Fail) return true;
            if (refused.Code is EntityFaults.HandlerFailed or EntityFaults.UnknownKind or EntityFaults.UnknownMessage) world.Observer.OnUnexpected(entity, commandId, refused);
            return false;
        }
#pragma warning disable CA1031 // An edge: whatever a caller is thrown that it need not expect is a finding.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            if (!node.IsLeaving) world.Observer.OnUnexpected(entity, commandId, failure);
            return false;
        }
    }

    private Task WaitAsync(TimeSpan span) => Task.Delay(span, world.Clock);
}
