namespace Fresnel.Kernel;

/// <summary>An actor's address where the type of its messages does not matter: for stopping and watching it.</summary>
/// <remarks>Stays valid through restarts. Two references are the same actor when they are the same object.</remarks>
public abstract class ActorRef
{
    private protected ActorRef()
    {
    }

    /// <summary>The name, unique among its siblings.</summary>
    public abstract string Name { get; }

    /// <summary>The names from the system down: <c>fresnel/cameras/front-door</c>.</summary>
    public abstract string Path { get; }

    /// <summary>Completes when the actor has stopped, its children before it. Never fails.</summary>
    public abstract Task WhenStopped { get; }

    /// <summary>Whether the actor has stopped for good, or has been asked to: what is told to it now is a dead letter.</summary>
    public abstract bool IsStopping { get; }

    /// <summary>Messages waiting in its mailbox now.</summary>
    public abstract int Waiting { get; }

    /// <summary>Messages its mailbox dropped so far for lack of room.</summary>
    public abstract long Dropped { get; }

    /// <summary>Asks the actor to stop. May be called from anywhere and more than once; the stricter mode wins.</summary>
    public abstract void Stop(StopMode mode = StopMode.Discard);

    /// <summary>The path.</summary>
    public override string ToString() => Path;

    /// <summary>The system the actor lives in.</summary>
    internal abstract ActorSystem System { get; }

    /// <summary>Adds a watcher, or tells it at once where the actor is gone.</summary>
    internal abstract void AddWatcher(ITerminationWatcher watcher);

    /// <summary>Removes a watcher.</summary>
    internal abstract void RemoveWatcher(ITerminationWatcher watcher);

    /// <summary>The actor behind an adapted reference; itself otherwise.</summary>
    internal virtual ActorRef Target => this;
}
