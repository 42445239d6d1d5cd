namespace Fresnel.Kernel.EventSourcing;

/// <summary>The reply to a command that was not carried out. Travels as <c>refusal</c> version 1.</summary>
/// <param name="Code">Stable and machine-readable: <c>deadline-passed</c>.</param>
/// <param name="Message">One sentence for people.</param>
public sealed record Refusal(string Code, string Message)
{
    /// <summary>The wire name.</summary>
    public const string WireName = "refusal";
}
