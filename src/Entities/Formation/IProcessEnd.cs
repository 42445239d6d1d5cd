namespace Fresnel.Entities.Formation;

/// <summary>Ends this process. Tests observe it instead.</summary>
public interface IProcessEnd
{
    /// <summary>Ends the process promptly, without handing anything over. Returns at once; later calls do nothing.</summary>
    /// <param name="code">The exit code.</param>
    /// <param name="reason">One line for the log.</param>
    void End(ProcessEndCode code, string reason);
}
