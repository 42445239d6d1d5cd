using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Fresnel.Inference.Tests.Hog;

/// <summary>What OpenCV said, from the files that Golden/make_golden.py wrote.</summary>
internal static class GoldenFacts
{
    private static readonly JsonSerializerOptions Names = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static T[] Read<T>(string name) => JsonSerializer.Deserialize<T[]>(File.ReadAllText(Path.Combine(Folder(), name)), Names)!;

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Golden");

    public sealed record Scored(int Width, int Height, float[] Scores);

    public sealed record Resized(int Width, int Height, int ToWidth, int ToHeight, string Sha256);

    public sealed record Grouped(int Threshold, double[][] Hits, double[][] Groups);

    public sealed record Searched(int Width, int Height, float HitThreshold, double[][] Groups);

    public sealed record OfVideo(int Frame, double[][] Groups);
}
