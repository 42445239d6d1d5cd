using System.Buffers;
using System.Buffers.Binary;
using System.Drawing;
using System.Security.Cryptography;
using Fresnel.Inference.Detection;
using Fresnel.Service.Commands;

namespace Fresnel.Cluster.Node.Analyze;

/// <summary>
/// The raw detections of an unfinished analysis, frame after frame from 0, in one file: a header with the identity of the
/// run, then chunks, each made durable with its checksum. What was cut off in the middle of a chunk is left out when
/// opened. The open file also locks the analysis against a second process.
/// </summary>
internal sealed class DetectionCheckpoint : IDisposable
{
    private const int HeaderBytes = 8 + SHA256.HashSizeInBytes;
    private const int MaxChunkBytes = 1 << 28;
    private static readonly byte[] Magic = "FRSNDET1"u8.ToArray();

    private readonly FileStream file;
    private readonly ArrayBufferWriter<byte> chunk = new(1 << 16);
    private int framesInChunk;
    private int lastChunkFrames;

    private DetectionCheckpoint(FileStream file) => this.file = file;

    /// <summary>Frames kept, those not yet made durable included.</summary>
    public long Frames { get; private set; }

    /// <summary>Frames appended since the last <see cref="Flush"/>.</summary>
    public int Unflushed => framesInChunk;

    /// <summary>Whether something was there that cannot be resumed, because it was made from another video, model, device or program.</summary>
    public bool WasForeign { get; private set; }

    /// <summary>Opens or makes the file.</summary>
    /// <param name="path">The file; its folder is made where missing.</param>
    /// <param name="identity">SHA-256 of what decides the detections.</param>
    /// <param name="resume">Whether to keep what is there.</param>
    /// <exception cref="UserErrorException">The folder cannot be written, or another process runs this analysis.</exception>
    public static DetectionCheckpoint Open(string path, ReadOnlySpan<byte> identity, bool resume)
    {
        FileStream file;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"the data folder cannot be used: {path}: {fault.Message}", ExitCodes.DataFolder, fault);
        }

        var checkpoint = new DetectionCheckpoint(file);
        if (resume && file.Length > 0 && checkpoint.HasHeader(identity))
        {
            file.SetLength(checkpoint.Scan());
        }
        else
        {
            checkpoint.WasForeign = resume && file.Length > 0;
            file.SetLength(0);
            file.Write(Magic);
            file.Write(identity);
        }

        file.Flush(flushToDisk: true);
        return checkpoint;
    }

    /// <summary>The kept frames' times and detections, from frame 0. Read before anything is appended; the list is reused.</summary>
    public IEnumerable<(TimeSpan Time, List<Detected> Detections)> Replay()
    {
        var detections = new List<Detected>();
        file.Position = HeaderBytes;
        while (ReadChunk() is { } payload)
        {
            for (var at = 0; at < payload.Length;)
            {
                var span = payload.AsSpan(at);
                var time = TimeSpan.FromTicks(BinaryPrimitives.ReadInt64LittleEndian(span));
                var count = BinaryPrimitives.ReadInt32LittleEndian(span[8..]);
                detections.Clear();
                for (var i = 0; i < count; i++) detections.Add(ReadDetection(span[(12 + (i * 24))..]));
                at += 12 + (count * 24);
                yield return (time, detections);
            }
        }

        file.Position = file.Length;
    }

    /// <summary>Adds the next frame.</summary>
    public void Append(TimeSpan time, List<Detected> detections)
    {
        var span = chunk.GetSpan(12 + (detections.Count * 24));
        BinaryPrimitives.WriteInt64LittleEndian(span, time.Ticks);
        BinaryPrimitives.WriteInt32LittleEndian(span[8..], detections.Count);
        for (var i = 0; i < detections.Count; i++) WriteDetection(span[(12 + (i * 24))..], detections[i]);
        chunk.Advance(12 + (detections.Count * 24));
        framesInChunk++;
        Frames++;
    }

    /// <summary>Makes what was appended durable.</summary>
    public void Flush()
    {
        if (framesInChunk == 0) return;
        Span<byte> head = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(head, chunk.WrittenCount);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], framesInChunk);
        file.Position = file.Length;
        file.Write(head);
        file.Write(chunk.WrittenSpan);
        file.Write(SHA256.HashData(chunk.WrittenSpan));
        file.Flush(flushToDisk: true);
        chunk.ResetWrittenCount();
        framesInChunk = 0;
    }

    /// <summary>Removes the file: the analysis is finished.</summary>
    public void Delete()
    {
        File.Delete(file.Name);
        file.Dispose();
    }

    /// <summary>Closes the file and leaves it for a later run.</summary>
    public void Dispose() => file.Dispose();

    private static Detected ReadDetection(ReadOnlySpan<byte> span) => new(
        BinaryPrimitives.ReadInt32LittleEndian(span),
        BinaryPrimitives.ReadSingleLittleEndian(span[4..]),
        new RectangleF(
            BinaryPrimitives.ReadSingleLittleEndian(span[8..]),
            BinaryPrimitives.ReadSingleLittleEndian(span[12..]),
            BinaryPrimitives.ReadSingleLittleEndian(span[16..]),
            BinaryPrimitives.ReadSingleLittleEndian(span[20..])));

    private static void WriteDetection(Span<byte> span, in Detected detection)
    {
        BinaryPrimitives.WriteInt32LittleEndian(span, detection.Label);
        BinaryPrimitives.WriteSingleLittleEndian(span[4..], detection.Score);
        BinaryPrimitives.WriteSingleLittleEndian(span[8..], detection.Box.X);
        BinaryPrimitives.WriteSingleLittleEndian(span[12..], detection.Box.Y);
        BinaryPrimitives.WriteSingleLittleEndian(span[16..], detection.Box.Width);
        BinaryPrimitives.WriteSingleLittleEndian(span[20..], detection.Box.Height);
    }

    private bool HasHeader(ReadOnlySpan<byte> identity)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        file.Position = 0;
        return file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) == HeaderBytes
            && header[..8].SequenceEqual(Magic)
            && header[8..].SequenceEqual(identity);
    }

    private long Scan()
    {
        file.Position = HeaderBytes;
        var end = file.Position;
        while (ReadChunk() is not null)
        {
            end = file.Position;
            Frames += lastChunkFrames;
        }

        return end;
    }

    private byte[]? ReadChunk()
    {
        Span<byte> head = stackalloc byte[8];
        if (file.ReadAtLeast(head, 8, throwOnEndOfStream: false) < 8) return null;
        var length = BinaryPrimitives.ReadInt32LittleEndian(head);
        if (length is <= 0 or > MaxChunkBytes || file.Length - file.Position < length + SHA256.HashSizeInBytes) return null;
        var payload = new byte[length];
        file.ReadExactly(payload);
        Span<byte> sum = stackalloc byte[SHA256.HashSizeInBytes];
        file.ReadExactly(sum);
        lastChunkFrames = BinaryPrimitives.ReadInt32LittleEndian(head[4..]);
        return SHA256.HashData(payload).AsSpan().SequenceEqual(sum) ? payload : null;
    }
}
