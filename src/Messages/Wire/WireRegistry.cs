using System.Reflection;

namespace Fresnel.Messages.Wire;

/// <summary>The named messages of some assemblies and what converts between their versions.</summary>
internal sealed class WireRegistry
{
    private readonly Dictionary<string, WireType> types = [];
    private readonly Dictionary<(string Name, int FromVersion), IUpcaster> upcasters = [];
    private readonly Dictionary<(string Name, int FromVersion), IDowncaster> downcasters = [];

    /// <summary>Collects and checks them.</summary>
    /// <exception cref="InvalidOperationException">A name is used twice, or an upcaster is missing or superfluous.</exception>
    internal WireRegistry(ReadOnlySpan<Assembly> assemblies)
    {
        foreach (var assembly in assemblies)
        {
            foreach (var type in assembly.GetTypes())
            {
                if (type.GetCustomAttribute<WireNameAttribute>() is { } wire) Add(type, wire);
                if (type is not { IsClass: true, IsAbstract: false }) continue;
                if (typeof(IUpcaster).IsAssignableFrom(type)) Add((IUpcaster)Activator.CreateInstance(type)!);
                if (typeof(IDowncaster).IsAssignableFrom(type)) Add((IDowncaster)Activator.CreateInstance(type)!);
            }
        }

        CheckChains();
    }

    /// <summary>The messages by name.</summary>
    internal IReadOnlyDictionary<string, WireType> Types => types;

    /// <summary>What brings a version to the next.</summary>
    internal IUpcaster Upcaster(string name, int fromVersion) => upcasters[(name, fromVersion)];

    /// <summary>What brings the newest version of a message down to an older one, in the order of use.</summary>
    /// <exception cref="InvalidOperationException">A step is missing.</exception>
    internal IReadOnlyList<IDowncaster> Downcasters(WireType wire, int toVersion)
    {
        var steps = new List<IDowncaster>();
        for (var version = wire.Version; version > toVersion; version--)
        {
            steps.Add(downcasters.GetValueOrDefault((wire.Name, version))
                ?? throw new InvalidOperationException(
                    $"'{wire.Name}' cannot be written as version {toVersion}: it has no downcaster from version {version}."));
        }

        return steps;
    }

    private void Add(Type type, WireNameAttribute wire)
    {
        if (wire.Version < 1) throw new InvalidOperationException($"{type} has version {wire.Version}: versions start at 1.");
        if (!types.TryAdd(wire.Name, new WireType(wire.Name, wire.Version, type)))
            throw new InvalidOperationException($"The wire name '{wire.Name}' is used by {types[wire.Name].Type} and by {type}.");
    }

    private void Add(IUpcaster upcaster)
    {
        var (name, from) = (upcaster.Name, upcaster.FromVersion);
        if (!upcasters.TryAdd((name, from), upcaster))
            throw new InvalidOperationException($"'{name}' version {from} has two upcasters; one is {upcaster.GetType()}.");
    }

    private void Add(IDowncaster downcaster)
    {
        var (name, from) = (downcaster.Name, downcaster.FromVersion);
        if (!downcasters.TryAdd((name, from), downcaster))
            throw new InvalidOperationException($"'{name}' version {from} has two downcasters; one is {downcaster.GetType()}.");
    }

    private void CheckChains()
    {
        foreach (var wire in types.Values)
        {
            for (var version = 1; version < wire.Version; version++)
            {
                if (upcasters.ContainsKey((wire.Name, version))) continue;
                throw new InvalidOperationException($"'{wire.Name}' has version {wire.Version} and no upcaster from version {version}.");
            }
        }

        foreach (var (name, from) in upcasters.Keys)
        {
            if (!types.TryGetValue(name, out var wire) || from >= wire.Version)
                throw new InvalidOperationException($"The upcaster of '{name}' from version {from} leads to no known version.");
        }

        foreach (var (name, from) in downcasters.Keys)
        {
            if (!types.TryGetValue(name, out var wire) || from > wire.Version || from < 2)
                throw new InvalidOperationException($"The downcaster of '{name}' from version {from} starts or ends at no known version.");
        }
    }
}
