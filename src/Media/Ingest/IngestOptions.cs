using System.ComponentModel.DataAnnotations;
using Fresnel.Media.Recording;

namespace Fresnel.Media.Ingest;

/// <summary>How frames are read from a source.</summary>
public sealed class IngestOptions
{
    /// <summary>Files only: frames come at the pace of their times. Default false: as fast as possible.</summary>
    public bool RealTime { get; set; }

    /// <summary>Files only: starts again at the end, for ever; stream times keep growing. Default false.</summary>
    public bool Loop { get; set; }

    /// <summary>
    /// What happens when frames come faster than they are read. Default null: <see cref="OverflowPolicy.DropOldest"/> for
    /// live sources and real time, <see cref="OverflowPolicy.Wait"/> otherwise.
    /// </summary>
    public OverflowPolicy? Overflow { get; set; }

    /// <summary>Wider pictures are scaled down to this, keeping their shape. Default null: as they are; 16 to 16384 pixels.</summary>
    [Range(16, 16384)]
    public int? MaxWidth { get; set; }

    /// <summary>Higher pictures are scaled down to this, keeping their shape. Default null: as they are; 16 to 16384 pixels.</summary>
    [Range(16, 16384)]
    public int? MaxHeight { get; set; }

    /// <summary>At most so many frames a second, by leaving frames out (times stay their own). Default null: all; 0.01 to 1000.</summary>
    [Range(0.01, 1000.0)]
    public double? MaxFrameRate { get; set; }

    /// <summary>
    /// The first frame delivered, counted from 0 in the source; earlier ones are decoded and left out, so that the rest is
    /// exactly as without it. <see cref="Frames.Frame.Number"/> starts here. Default 0; not negative.
    /// </summary>
    [Range(0L, long.MaxValue)]
    public long StartFrame { get; set; }

    /// <summary>The most frames delivered, then the end. Default null: all; at least 1.</summary>
    [Range(1L, long.MaxValue)]
    public long? FrameLimit { get; set; }

    /// <summary>No new frame for so long while one is waited for is a stall. Default 10 s; 100 ms to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan NoFrameLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the first frame may take (connecting, waiting for a key frame, decoding up to StartFrame). Default 20 s; 100 ms to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan FirstFrameLimit { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Decoded frames kept ready for the reader. Default 2; 1 to 64.</summary>
    [Range(1, 64)]
    public int QueueLength { get; set; } = 2;

    /// <summary>Frames that may be out at once, queue included. Default 12; 3 to 256.</summary>
    [Range(3, 256)]
    public int PoolCapacity { get; set; } = 12;

    /// <summary>Threads of the decoder; 0 lets ffmpeg choose. Default null: 1 for live sources and real time (least delay), else 0; 0 to 64.</summary>
    [Range(0, 64)]
    public int? DecoderThreads { get; set; }

    /// <summary>Also records the undecoded stream as rolling segments. Default null: no recording.</summary>
    public RecordingOptions? Recording { get; set; }
}
