using System.Globalization;
using System.Text.Json;
using Fresnel.Media.Sources;

namespace Fresnel.Media.Probing;

/// <summary>Reads ffprobe's JSON.</summary>
internal static class ProbeAnswer
{
    /// <summary>The first video stream that is not a cover picture.</summary>
    public static VideoInfo Parse(VideoSource source, ReadOnlyMemory<byte> json)
    {
        using var document = ParseJson(source, json);
        var root = document.RootElement;
        var format = root.TryGetProperty("format", out var f) ? f : default;
        if (!root.TryGetProperty("streams", out var streams) || streams.ValueKind is not JsonValueKind.Array) throw NoVideo(source);
        foreach (var stream in streams.EnumerateArray())
        {
            if (Text(stream, "codec_type") != "video" || IsCover(stream)) continue;
            return FromStream(source, stream, format);
        }

        throw NoVideo(source);
    }

    private static JsonDocument ParseJson(VideoSource source, ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException e)
        {
            throw new MediaException(MediaErrorCode.ToolFailed, $"{source}: ffprobe's answer is not JSON.", e);
        }
    }

    private static VideoInfo FromStream(VideoSource source, JsonElement stream, JsonElement format)
    {
        var width = (int)(Number(stream, "width") ?? 0);
        var height = (int)(Number(stream, "height") ?? 0);
        var container = Text(format, "format_name") ?? "?";

        // ffprobe takes many a text file for "tty" or a raw stream, with no picture size or one made up.
        if (width <= 0 || height <= 0 || container is "tty") throw new MediaException(MediaErrorCode.NotAVideo, $"{source}: it is not a video that ffmpeg knows.");
        var rotation = Rotation(stream);
        if (rotation is 90 or 270) (width, height) = (height, width);
        var average = Ratio(stream, "avg_frame_rate");
        var rate = Ratio(stream, "r_frame_rate");
        var seconds = Number(stream, "duration") ?? Number(format, "duration");
        return new VideoInfo(
            width,
            height,
            rotation,
            average ?? rate,
            seconds is > 0 and < 1e9 ? TimeSpan.FromSeconds(seconds.Value) : null,
            Number(stream, "nb_frames") is { } count and > 0 ? (long)count : null,
            Text(stream, "codec_name") ?? "?",
            Text(stream, "pix_fmt") ?? "?",
            container,
            average is { } a && rate is { } r && Math.Abs(a - r) > 0.01 * r);
    }

    private static bool IsCover(JsonElement stream) =>
        stream.TryGetProperty("disposition", out var disposition) && Number(disposition, "attached_pic") is 1;

    private static int Rotation(JsonElement stream)
    {
        if (!stream.TryGetProperty("side_data_list", out var list) || list.ValueKind is not JsonValueKind.Array) return 0;
        foreach (var item in list.EnumerateArray())
        {
            // The display matrix turns counter-clockwise.
            if (Number(item, "rotation") is { } degrees) return ((int)Math.Round(-degrees / 90) * 90 % 360 + 360) % 360;
        }

        return 0;
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement element, string name)
    {
        if (element.ValueKind is not JsonValueKind.Object || !element.TryGetProperty(name, out var value)) return null;
        if (value.ValueKind is JsonValueKind.Number) return value.GetDouble();
        return double.TryParse(value.ValueKind is JsonValueKind.String ? value.GetString() : null, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static double? Ratio(JsonElement element, string name)
    {
        if (Text(element, name)?.Split('/') is not [var a, var b]) return null;
        return double.TryParse(a, CultureInfo.InvariantCulture, out var num) && double.TryParse(b, CultureInfo.InvariantCulture, out var den) && num > 0 && den > 0 ? num / den : null;
    }

    private static MediaException NoVideo(VideoSource source) => new(MediaErrorCode.NoVideoStream, $"{source}: it has no video stream.");
}
