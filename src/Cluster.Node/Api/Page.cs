using Fresnel.Service.Api.Problems;
using Fresnel.Storage;

namespace Fresnel.Cluster.Node.Api;

/// <summary>A page of a list.</summary>
/// <param name="Items">What is on it.</param>
/// <param name="Next">Hand this back as <c>cursor</c> for the page after; null on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Which page of a list by time.</summary>
/// <param name="From">The first moment, inclusive; null for no bound.</param>
/// <param name="To">The last moment, exclusive; null for no bound.</param>
/// <param name="Limit">The most items.</param>
/// <param name="Order">Which way.</param>
/// <param name="Cursor">The <c>next</c> of the page before, or null.</param>
public sealed record PageRequest(DateTimeOffset? From, DateTimeOffset? To, int Limit, ReadOrder Order, string? Cursor)
{
    /// <summary>Checks the values of a query.</summary>
    /// <exception cref="ApiProblemException">One of them is not allowed.</exception>
    public static PageRequest Parse(DateTimeOffset? from, DateTimeOffset? to, int? limit, string? order, string? cursor, int defaultLimit, int maxLimit)
    {
        var count = limit ?? defaultLimit;
        if (count < 1 || count > maxLimit) throw new ApiProblemException(ProblemCodes.QueryInvalid, $"limit is {count}; allowed: 1 to {maxLimit}.");
        if (from >= to) throw new ApiProblemException(ProblemCodes.QueryInvalid, $"from ({from:O}) must be before to ({to:O}).");
        return new PageRequest(from, to, count, ParseOrder(order), cursor);
    }

    private static ReadOrder ParseOrder(string? order) => order switch
    {
        null or "newest" => ReadOrder.NewestFirst,
        "oldest" => ReadOrder.OldestFirst,
        _ => throw new ApiProblemException(ProblemCodes.QueryInvalid, $"order is '{Messages.EntityId.Printable(order)}'; allowed: newest, oldest."),
    };
}
