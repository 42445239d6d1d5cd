using System.Collections;
using System.Text.Json.Serialization;

namespace Fresnel.Actors;

/// <summary>An immutable list that compares by its elements, so that states that hold one compare by value.</summary>
[JsonConverter(typeof(EquatableListConverter))]
public sealed class EquatableList<T>(IEnumerable<T> items) : IReadOnlyList<T>, IEquatable<EquatableList<T>>
{
    private readonly T[] items = [.. items];

    /// <inheritdoc />
    public int Count => items.Length;

    /// <inheritdoc />
    public T this[int index] => items[index];

    /// <summary>With one more at the end.</summary>
    public EquatableList<T> Add(T item) => new([.. items, item]);

    /// <summary>Those for which the condition holds.</summary>
    public EquatableList<T> Where(Func<T, bool> condition) => new(items.Where(condition));

    /// <inheritdoc />
    public bool Equals(EquatableList<T>? other) => other is not null && items.AsSpan().SequenceEqual(other.items);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as EquatableList<T>);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var item in items) hash.Add(item);
        return hash.ToHashCode();
    }

    /// <inheritdoc />
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();
}
