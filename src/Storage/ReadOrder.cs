namespace Fresnel.Storage;

/// <summary>Which end a page is read from.</summary>
public enum ReadOrder
{
    /// <summary>From the oldest on.</summary>
    OldestFirst,

    /// <summary>From the newest back.</summary>
    NewestFirst,
}
