using Fresnel.Kernel.Supervision;

namespace Fresnel.Kernel.Cells;

internal sealed partial class Cell<TMessage>
{
    private Dictionary<string, ICell>? children;
    private long nextName;
    private bool childrenClosed;

    public IReadOnlyCollection<ActorRef> Children => [.. ChildCells().Select(static child => child.Ref)];

    public ActorRef<TChild> Spawn<TChild>(Func<Actor<TChild>> factory, string? name = null, SpawnOptions<TChild>? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (name is not null) ActorNames.Check(name);
        Cell<TChild> cell;
        lock (gate)
        {
            if (childrenClosed || terminated is not null) throw new InvalidOperationException($"'{Path}' is stopping and has no new children.");
            children ??= [];
            if (name is null)
            {
                do name = ActorNames.Number(++nextName);
                while (children.ContainsKey(name));
            }

            cell = new Cell<TChild>(system, this, name, factory, options ?? SpawnOptions<TChild>.Default);
            if (!children.TryAdd(name, cell)) throw new ArgumentException($"'{Path}' has a child '{name}' already.", nameof(name));
        }

        cell.Start();
        return cell;
    }

    public void RemoveChild(ICell child)
    {
        lock (gate)
        {
            if (children is not null && children.TryGetValue(child.Ref.Name, out var known) && ReferenceEquals(known, child)) children.Remove(child.Ref.Name);
        }
    }

    private ICell[] ChildCells()
    {
        lock (gate) return children is null or { Count: 0 } ? [] : [.. children.Values];
    }

    private void StopChildren(StopMode mode)
    {
        foreach (var child in ChildCells()) child.Ref.Stop(mode);
    }

    private async ValueTask StopChildrenAsync(StopMode mode)
    {
        lock (gate) childrenClosed = true;
        var children = ChildCells();
        if (children.Length == 0) return;
        foreach (var child in children) child.Ref.Stop(stop == StopNow ? StopMode.Discard : mode);
        foreach (var child in children) await child.Ref.WhenStopped.ConfigureAwait(false);
    }

    private void OpenChildren()
    {
        lock (gate) childrenClosed = false;
    }

    /// <summary>Decides about a child that failed, and tells it, or all.</summary>
    private void Supervise(ChildFailedItem failed)
    {
        var child = failed.Child;
        var strategy = child.OwnStrategy ?? ChildStrategy();
        var directive = Decide(strategy, failed);
        var delay = TimeSpan.Zero;
        if (directive == Directive.Restart && !child.History.TryRestart(strategy, system.Time, system.NextRandom, out delay))
        {
            KernelLog.RestartsUsedUp(system.Log, failed.Failure, child.Ref.Path, strategy.MaxRestarts ?? 0, strategy.Window, strategy.WhenExhausted);
            directive = strategy.WhenExhausted;
        }

        if (directive == Directive.Escalate)
        {
            Escalate(failed);
            return;
        }

        child.Post(new DirectiveItem(directive, failed.Failure, delay, failed));
        if (strategy.Scope != SupervisionScope.AllForOne || directive == Directive.Resume) return;
        foreach (var sibling in ChildCells())
        {
            if (!ReferenceEquals(sibling, child)) sibling.Post(new DirectiveItem(directive, failed.Failure, delay, null));
        }
    }

    private SupervisionStrategy ChildStrategy() => parent is null ? system.Options.Supervision : actor?.ChildStrategy() ?? SupervisionStrategy.Default;

    private Directive Decide(SupervisionStrategy strategy, ChildFailedItem failed)
    {
        try
        {
            return strategy.Decide(new ChildFailure(failed.Child.Ref, failed.Failure, failed.Child.History.Restarts(strategy, system.Time)));
        }
        catch (Exception failure)
        {
            KernelLog.StrategyFailed(system.Log, failure, Path, failed.Child.Ref.Path);
            return Directive.Stop;
        }
    }

    /// <summary>Fails with the child's exception. The child waits for what is decided about this actor; at the top it stops.</summary>
    private void Escalate(ChildFailedItem failed)
    {
        if (parent is null)
        {
            KernelLog.EscalatedBeyondSystem(system.Log, failed.Failure, failed.Child.Ref.Path);
            failed.Child.Post(new DirectiveItem(Directive.Stop, failed.Failure, TimeSpan.Zero, failed));
            return;
        }

        (escalated ??= []).Add(failed);
        if (phase == CellPhase.Running) Fail(failed.Failure);
    }

    private void ResumeEscalated()
    {
        if (escalated is null) return;
        foreach (var failed in escalated) failed.Child.Post(new DirectiveItem(Directive.Resume, failed.Failure, TimeSpan.Zero, failed));
        escalated = null;
    }
}
