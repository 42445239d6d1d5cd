namespace Fresnel.Kernel;

/// <summary>Is told when an actor has stopped.</summary>
internal interface ITerminationWatcher
{
    /// <summary>Called once, from any thread.</summary>
    void OnTerminated(Terminated terminated);
}
