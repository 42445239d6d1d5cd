namespace Fresnel.Pbm.Output;

/// <summary>What a word says of itself by its colour, where there are colours.</summary>
internal enum Tone
{
    /// <summary>Nothing.</summary>
    Plain,

    /// <summary>A heading, or what matters less.</summary>
    Faint,

    /// <summary>Well.</summary>
    Good,

    /// <summary>On its way, or worth a look.</summary>
    Warning,

    /// <summary>Not well.</summary>
    Bad,
}
