namespace Fresnel.Storage.Projections;

/// <summary>Which documents to list.</summary>
public sealed record DocumentQuery
{
    /// <summary>Only documents whose key starts so; empty for all.</summary>
    public string KeyPrefix { get; init; } = "";

    /// <summary>Only documents whose sort key is at or after this one; null for no bound.</summary>
    public string? FromSortKey { get; init; }

    /// <summary>Only documents whose sort key is before this one; null for no bound.</summary>
    public string? ToSortKey { get; init; }

    /// <summary>The last document of the page before, in the same order; null for the first page.</summary>
    public (string SortKey, string Key)? After { get; init; }

    /// <summary>Which way.</summary>
    public ReadOrder Order { get; init; }

    /// <summary>The most documents to return, 1 to 10,000. Default 100.</summary>
    public int Limit { get; init; } = 100;
}
