namespace Fresnel.Media.Nut;

/// <summary>What a NUT stream header says of a video stream.</summary>
/// <param name="FourCc">Codec tag: <c>I420</c>, <c>H264</c>.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="TimeBaseNum">A tick is Num / Den seconds.</param>
/// <param name="TimeBaseDen">A tick is Num / Den seconds.</param>
/// <param name="PtsShift">How many low bits of a time a frame may carry alone.</param>
/// <param name="DecodeDelay">Frames that decoding order and showing order may differ by.</param>
/// <param name="SampleWidth">Pixel shape, 0 where unknown.</param>
/// <param name="SampleHeight">Pixel shape, 0 where unknown.</param>
/// <param name="CodecData">The codec's own header.</param>
internal sealed record NutStream(
    string FourCc,
    int Width,
    int Height,
    long TimeBaseNum,
    long TimeBaseDen,
    int PtsShift,
    int DecodeDelay,
    int SampleWidth,
    int SampleHeight,
    byte[] CodecData)
{
    /// <summary>The time of so many ticks, rounded to 100 ns.</summary>
    public TimeSpan TimeOf(long pts)
    {
        var ticks = (Int128)pts * TimeBaseNum * TimeSpan.TicksPerSecond;
        var half = TimeBaseDen / 2;
        var rounded = ticks >= 0 ? (ticks + half) / TimeBaseDen : (ticks - half) / TimeBaseDen;
        return new TimeSpan((long)Int128.Clamp(rounded, TimeSpan.MinValue.Ticks, TimeSpan.MaxValue.Ticks));
    }

    /// <summary>True where frames of the other can be decoded with this header.</summary>
    public bool SameCodec(NutStream other) =>
        FourCc == other.FourCc && Width == other.Width && Height == other.Height && CodecData.AsSpan().SequenceEqual(other.CodecData);
}
