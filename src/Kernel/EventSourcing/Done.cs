namespace Fresnel.Kernel.EventSourcing;

/// <summary>The reply to a command that was carried out where there is nothing more to say. Travels as <c>done</c> version 1.</summary>
/// <param name="Detail">Why nothing had to be done: <c>already enabled</c>; null where something was.</param>
public sealed record Done(string? Detail = null)
{
    /// <summary>The wire name.</summary>
    public const string WireName = "done";

    /// <summary>Done, nothing more to say.</summary>
    public static Done Instance { get; } = new();
}
