using System.Buffers.Binary;

namespace Fresnel.Media.Nut;

/// <summary>Bytes, numbers and checksums from a stream, through a small buffer that large reads go around.</summary>
internal sealed class NutReader(Stream input)
{
    // Small, so that little of a frame's pixels is copied twice; large enough for every header in one read.
    private readonly byte[] buffer = new byte[4096];
    private int start;
    private int end;
    private uint crc;
    private bool summing;

    /// <summary>Bytes taken so far.</summary>
    public long Position { get; private set; }

    /// <summary>Begins a checksum with the next byte.</summary>
    public void BeginChecksum()
    {
        crc = 0;
        summing = true;
    }

    /// <summary>Reads a checksum and compares it to the one begun.</summary>
    public void EndChecksum(string what)
    {
        Span<byte> stored = stackalloc byte[4];
        ReadExactly(stored);
        summing = false;
        if (crc != 0) throw Fault($"The checksum of {what} is wrong.");
    }

    /// <summary>The next byte, or -1 at the end of the input.</summary>
    public int TryReadByte()
    {
        if (start == end && !Fill()) return -1;
        var b = buffer[start];
        Take(1);
        return b;
    }

    public byte ReadByte()
    {
        if (start == end && !Fill()) throw Torn("The stream ends in the middle of a header.");
        var b = buffer[start];
        Take(1);
        return b;
    }

    public ulong ReadUInt64()
    {
        Span<byte> bytes = stackalloc byte[8];
        ReadExactly(bytes);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }

    /// <summary>A variable-length number: seven bits a byte, the most significant first. Negative where it needs all 64 bits (ffmpeg writes such for "no time").</summary>
    public long ReadNumber()
    {
        long value = 0;
        for (var i = 0; i < 10; i++)
        {
            var b = ReadByte();
            value = (value << 7) | (uint)(b & 0x7F);
            if ((b & 0x80) == 0) return value;
        }

        throw Fault("A number is longer than 64 bits.");
    }

    /// <summary>A variable-length signed number: 0, 1, -1, 2, -2 …</summary>
    public long ReadSigned()
    {
        var v = ReadNumber() + 1;
        return (v & 1) != 0 ? -(v >> 1) : v >> 1;
    }

    /// <summary>A variable-length number within limits.</summary>
    public int ReadBounded(string what, long most)
    {
        var v = ReadNumber();
        if (v < 0 || v > most) throw Fault($"{what} is {v}; at most {most} is allowed.");
        return (int)v;
    }

    /// <summary>Fills the whole destination: what is buffered, then straight from the input.</summary>
    public void ReadExactly(Span<byte> destination)
    {
        var have = Math.Min(end - start, destination.Length);
        if (have > 0)
        {
            buffer.AsSpan(start, have).CopyTo(destination);
            Take(have);
            destination = destination[have..];
        }

        while (destination.Length > 0)
        {
            var read = input.Read(destination);
            if (read <= 0) throw Torn("The stream ends in the middle of a packet.");
            if (summing) crc = NutCrc.Update(crc, destination[..read]);
            Position += read;
            destination = destination[read..];
        }
    }

    /// <summary>Reads past bytes.</summary>
    public void Skip(long count)
    {
        while (count > 0)
        {
            if (start == end && !Fill()) throw Torn("The stream ends in the middle of a packet.");
            var take = (int)Math.Min(count, end - start);
            Take(take);
            count -= take;
        }
    }

    public NutFormatException Fault(string message) => new(message, Position);

    private NutFormatException Torn(string message) => new(message, Position) { IsTorn = true };

    private void Take(int count)
    {
        if (summing) crc = NutCrc.Update(crc, buffer.AsSpan(start, count));
        start += count;
        Position += count;
    }

    private bool Fill()
    {
        start = 0;
        end = Math.Max(0, input.Read(buffer));
        return end > 0;
    }
}
