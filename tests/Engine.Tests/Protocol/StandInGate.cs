using Fresnel.Engine.Counting;
using Fresnel.Engine.Protocol;
using Fresnel.Messages;
using Fresnel.Messages.Entities;

namespace Fresnel.Engine.Tests.Protocol;

/// <summary>A host process's inside without an engine: answers each command as accepted once it is let.</summary>
internal sealed class StandInGate : IHostGate
{
    public TaskCompletionSource Let { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<(EntityId Entity, string Id, object Command, TimeSpan Deadline)> Commands { get; } = [];

    public bool Left { get; private set; }

    public HostIdentity Identity { get; } = new("n1", HostRole.Node, 42, "127.0.0.1:1", 7);

    public async Task<EntityAnswer> SendAsync(
        EntityId entity, string commandId, object command, TimeSpan deadline, CancellationToken cancellationToken)
    {
        lock (Commands) Commands.Add((entity, commandId, command, deadline));
        if (command is CounterCommands.Disable) throw new InvalidOperationException("not today");
        if (command is CounterCommands.Enable) await Let.Task.WaitAsync(cancellationToken);
        return new EntityAnswer(entity, commandId, AnswerStatus.Accepted, AnswerCodes.Done, Version: 5, Activation: 2,
            View: new CounterView(1, 1, "", true), Node: "127.0.0.1:1");
    }

    public Task<EntityAnswer> QueryAsync(EntityId entity, TimeSpan deadline, CancellationToken cancellationToken) =>
        Task.FromResult(new EntityAnswer(entity, "q", AnswerStatus.Accepted, AnswerCodes.Done, View: new CounterView(9, 3, "x", false)));

    public ClusterSight SeeCluster() => new("127.0.0.1:1", 7, "127.0.0.1:1", [new MemberSight("127.0.0.1:1", 7, "Up", true, ["entities"])]);

    public HostStanding SeeStanding() => new(true);

    public Task<IReadOnlyList<ListedEntity>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ListedEntity>>([new ListedEntity(new EntityId("counter", "c1"), "enabled", true)]);

    public Task<int> ReadEventsAsync(int limit, CancellationToken cancellationToken) => Task.FromResult(Math.Min(limit, 3));

    public void Leave() => Left = true;
}
