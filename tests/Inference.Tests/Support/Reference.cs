using Fresnel.Media.Frames;

namespace Fresnel.Inference.Tests.Support;

/// <summary>Plain computations in double precision, written from the formulas and sharing no code with what they check.</summary>
internal static class Reference
{
    public sealed record Box(int Label, double Score, double Left, double Top, double Right, double Bottom);

    /// <summary>A frame as RGB, [row, column, channel], 0 to 255, by BT.601 limited range.</summary>
    public static double[,,] Rgb(Frame frame)
    {
        int width = frame.Layout.Width, height = frame.Layout.Height, chroma = (width + 1) / 2;
        var rgb = new double[height, width, 3];
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var y = (frame.Y[(row * width) + column] - 16) / 219.0;
                var cb = (frame.U[(row / 2 * chroma) + (column / 2)] - 128) / 224.0;
                var cr = (frame.V[(row / 2 * chroma) + (column / 2)] - 128) / 224.0;

                // Y' = 0.299 R + 0.587 G + 0.114 B, Cb = (B − Y') / 1.772, Cr = (R − Y') / 1.402, solved for R, G, B.
                double red = y + (1.402 * cr), blue = y + (1.772 * cb), green = (y - (0.299 * red) - (0.114 * blue)) / 0.587;
                rgb[row, column, 0] = Math.Clamp(255 * red, 0, 255);
                rgb[row, column, 1] = Math.Clamp(255 * green, 0, 255);
                rgb[row, column, 2] = Math.Clamp(255 * blue, 0, 255);
            }
        }

        return rgb;
    }

    public static double[,,] Rgb(byte[] interleaved, int width, int height)
    {
        var rgb = new double[height, width, 3];
        for (var index = 0; index < interleaved.Length; index++) rgb[index / 3 / width, index / 3 % width, index % 3] = interleaved[index];
        return rgb;
    }

    /// <summary>Bilinear, sample centres at half coordinates, edges repeated.</summary>
    public static double[,,] Resize(double[,,] picture, int width, int height)
    {
        int sourceHeight = picture.GetLength(0), sourceWidth = picture.GetLength(1);
        var resized = new double[height, width, 3];
        for (var row = 0; row < height; row++)
        {
            var y = ((row + 0.5) * sourceHeight / height) - 0.5;
            for (var column = 0; column < width; column++)
            {
                var x = ((column + 0.5) * sourceWidth / width) - 0.5;
                for (var channel = 0; channel < 3; channel++)
                {
                    double sum = 0;
                    for (var atY = (int)Math.Floor(y); atY <= (int)Math.Floor(y) + 1; atY++)
                    {
                        for (var atX = (int)Math.Floor(x); atX <= (int)Math.Floor(x) + 1; atX++)
                        {
                            var weight = (1 - Math.Abs(y - atY)) * (1 - Math.Abs(x - atX));
                            sum += weight * picture[Math.Clamp(atY, 0, sourceHeight - 1), Math.Clamp(atX, 0, sourceWidth - 1), channel];
                        }
                    }

                    resized[row, column, channel] = sum;
                }
            }
        }

        return resized;
    }

    /// <summary>Keeps, best first, what no kept box of the same label overlaps by more than the limit; all pairs, no shortcuts.</summary>
    public static List<Box> Suppress(IEnumerable<Box> boxes, double iou)
    {
        var sorted = boxes.OrderByDescending(box => box.Score).ToList();
        var kept = new List<Box>();
        foreach (var box in sorted)
        {
            if (!kept.Any(other => other.Label == box.Label && Iou(other, box) > iou)) kept.Add(box);
        }

        return kept;
    }

    public static double Iou(Box one, Box other)
    {
        var width = Math.Max(0, Math.Min(one.Right, other.Right) - Math.Max(one.Left, other.Left));
        var height = Math.Max(0, Math.Min(one.Bottom, other.Bottom) - Math.Max(one.Top, other.Top));
        var shared = width * height;
        var union = ((one.Right - one.Left) * (one.Bottom - one.Top)) + ((other.Right - other.Left) * (other.Bottom - other.Top)) - shared;
        return union > 0 ? shared / union : 0;
    }
}
