using System.Drawing;
using System.Reflection;

namespace Fresnel.Tests.Wire;

/// <summary>
/// Builds a value of any record from its constructor and settable properties, always the same: texts are the names of
/// their places, numbers their positions, and nothing that may be null or empty is.
/// </summary>
internal static class SampleBuilder
{
    public static readonly DateTimeOffset Moment = new(2026, 11, 22, 19, 54, 4, 125, TimeSpan.Zero);

    public static object Build(Type type, Func<Type, object> nested)
    {
        if (type.IsAbstract || type.GetConstructors() is not [_, ..])
            throw new InvalidOperationException($"No sample can be built of {type}: register one in Samples.");
        var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        var parameters = constructor.GetParameters();
        var value = constructor.Invoke([.. parameters.Select((p, i) => Value(p.ParameterType, p.Name!, i + 1, nested))]);
        var given = parameters.Select(p => p.Name!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var position = parameters.Length;
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(p => p.MetadataToken))
        {
            if (property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0 && !given.Contains(property.Name))
                property.SetValue(value, Value(property.PropertyType, property.Name, ++position, nested));
        }

        return value;
    }

    private static object Value(Type type, string name, int position, Func<Type, object> nested)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return char.ToLowerInvariant(name[0]) + name[1..];
        if (type == typeof(bool)) return true;
        if (type == typeof(Guid)) return new Guid(position, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        if (type == typeof(DateTimeOffset)) return Moment.AddSeconds(position);
        if (type == typeof(TimeSpan)) return TimeSpan.FromSeconds(position);
        if (type == typeof(RectangleF)) return new RectangleF(position, 2.5f, 30, 40);
        if (type == typeof(Uri)) return new Uri($"rtsp://host/{name}");
        if (type.IsEnum) return Enum.GetValues(type).GetValue(position % Enum.GetValues(type).Length)!;
        if (type.IsPrimitive || type == typeof(decimal)) return Number(type, position);
        return Collection(type, name, nested) ?? nested(type);
    }

    private static object Number(Type type, int position) =>
        type == typeof(double) || type == typeof(float) || type == typeof(decimal)
            ? Convert.ChangeType(position + 0.5, type, System.Globalization.CultureInfo.InvariantCulture)
            : Convert.ChangeType(position, type, System.Globalization.CultureInfo.InvariantCulture);

    private static object? Collection(Type type, string name, Func<Type, object> nested)
    {
        var shapes = type.GetInterfaces().Append(type).Where(i => i.IsGenericType).ToArray();
        if (shapes.FirstOrDefault(i => i.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)) is { } map)
        {
            var (key, value) = (map.GetGenericArguments()[0], map.GetGenericArguments()[1]);
            var dictionary = (System.Collections.IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(key, value))!;
            dictionary.Add(Value(key, name, 1, nested), Value(value, name, 1, nested));
            return dictionary;
        }

        if (shapes.FirstOrDefault(i => i.GetGenericTypeDefinition() == typeof(IEnumerable<>)) is not { } sequence) return null;
        var element = sequence.GetGenericArguments()[0];
        var array = Array.CreateInstance(element, 2);
        for (var i = 0; i < array.Length; i++) array.SetValue(Value(element, name, i + 1, nested), i);
        return type.IsAssignableFrom(array.GetType()) ? array : Activator.CreateInstance(type, array);
    }
}
