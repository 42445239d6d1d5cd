using System.Globalization;

namespace Fresnel.Kernel.Cells;

/// <summary>What an actor may be called.</summary>
internal static class ActorNames
{
    private const int Longest = 200;

    public static string Number(long number) => string.Create(CultureInfo.InvariantCulture, $"${number}");

    public static void Check(string name)
    {
        if (name.Length is 0 or > Longest) throw new ArgumentException($"A name of {name.Length} characters is not allowed: 1 to {Longest}.", nameof(name));
        foreach (var c in name)
        {
            if (c == '/' || char.IsControl(c)) throw new ArgumentException($"A name with the character U+{(int)c:X4} is not allowed: no '/' and no control characters.", nameof(name));
        }
    }
}
