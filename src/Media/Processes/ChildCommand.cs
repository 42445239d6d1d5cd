using Fresnel.Media.Sources;

namespace Fresnel.Media.Processes;

/// <summary>What to run: a list of arguments, never one string.</summary>
/// <param name="Program">Name or path.</param>
/// <param name="Arguments">Each argument by itself; none holds a credential.</param>
internal sealed record ChildCommand(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>Written to standard input, which is then closed. Null keeps it open for the caller where <see cref="KeepStdin"/> is set, else closes it at once.</summary>
    public string? StdinText { get; init; }

    /// <summary>The caller writes to standard input.</summary>
    public bool KeepStdin { get; init; }

    /// <summary>Lower priority: 0 to 19.</summary>
    public int Nice { get; init; }

    /// <summary>What must not show in what it says.</summary>
    public SourceCredential? Secret { get; init; }
}
