using System.Globalization;
using Fresnel.Simulation.Clock;

namespace Fresnel.Simulation.Checks;

/// <summary>Everything that happens in a simulated world, as a running hash and, where asked for, as lines of text.</summary>
internal sealed class Trace(TextWriter? lines = null)
{
    private const ulong Prime = 1_099_511_628_211;
    private readonly Lock gate = new();
    private ulong hash = 14_695_981_039_346_656_037;

    /// <summary>The hash of all noted so far (FNV-1a): equal where the same happened in the same order at the same time.</summary>
    public ulong Hash => hash;

    /// <summary>How much was noted.</summary>
    public long Count { get; private set; }

    /// <summary>Whether somebody reads along.</summary>
    public bool IsRead => lines is not null;

    /// <summary>Notes something.</summary>
    /// <param name="agenda">When.</param>
    /// <param name="who">Who did it.</param>
    /// <param name="what">What.</param>
    /// <param name="about">To what.</param>
    /// <param name="number">Which.</param>
    public void Note(Agenda agenda, string who, string what, string about = "", long number = 0)
    {
        lock (gate)
        {
            Count++;
            Mix((ulong)agenda.Now.Ticks);
            Mix(who);
            Mix(what);
            Mix(about);
            Mix((ulong)number);
            lines?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{agenda.Now.TotalSeconds,12:0.000000} {who,-20} {what} {about}{(number == 0 ? "" : $" {number}")}"));
        }
    }

    /// <summary>Tells whoever reads along; not a part of the hash.</summary>
    public void Tell(Agenda agenda, string who, string text)
    {
        if (lines is null) return;
        lock (gate) lines.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{agenda.Now.TotalSeconds,12:0.000000} {who,-20} | {text}"));
    }

    private void Mix(string text)
    {
        foreach (var c in text) hash = (hash ^ c) * Prime;
        hash = (hash ^ 0xFFFF) * Prime;
    }

    private void Mix(ulong value)
    {
        hash = (hash ^ (value & 0xFFFFFFFF)) * Prime;
        hash = (hash ^ (value >> 32)) * Prime;
    }
}
