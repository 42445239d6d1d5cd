namespace Fresnel.Messages.Wire;

/// <summary>Limits of what travels between nodes.</summary>
public static class WireLimits
{
    /// <summary>The largest answer in bytes of JSON: 128 KiB. A larger one is refused as <c>answer-too-large</c>.</summary>
    public const int LargestAnswer = 128 * 1024;

    /// <summary>The largest command in bytes of JSON: 128 KiB.</summary>
    public const int LargestCommand = 128 * 1024;
}
