using System.Buffers;
using System.Text.Json;

namespace Fresnel.Messages.Wire;

/// <summary>
/// A growing buffer with a JSON writer, kept by its thread for the next message: writing one allocates its bytes and nothing else.
/// </summary>
internal sealed class WireBuffer : IBufferWriter<byte>, IDisposable
{
    private const int FirstSize = 1024;
    private const int LargestKept = 64 * 1024;

    [ThreadStatic]
    private static WireBuffer? idle;

    private byte[] bytes = new byte[FirstSize];
    private int written;

    private WireBuffer() => Writer = new Utf8JsonWriter(this, new JsonWriterOptions { SkipValidation = true });

    /// <summary>Writes to this buffer; what it wrote is in <see cref="Written"/> after a flush.</summary>
    internal Utf8JsonWriter Writer { get; }

    /// <summary>What was written.</summary>
    internal ReadOnlySpan<byte> Written => bytes.AsSpan(0, written);

    /// <summary>Takes the thread's buffer, or a new one where that is in use. Disposing gives it back.</summary>
    internal static WireBuffer Rent()
    {
        var buffer = idle ?? new WireBuffer();
        idle = null;
        return buffer;
    }

    /// <inheritdoc />
    public void Advance(int count) => written += count;

    /// <inheritdoc />
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return bytes.AsMemory(written);
    }

    /// <inheritdoc />
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return bytes.AsSpan(written);
    }

    /// <summary>Empties the buffer for its next use by this thread.</summary>
    public void Dispose()
    {
        written = 0;
        Writer.Reset(this);
        if (bytes.Length <= LargestKept) idle = this;
    }

    /// <summary>Appends bytes as they are.</summary>
    internal void Append(ReadOnlySpan<byte> source)
    {
        source.CopyTo(GetSpan(source.Length));
        written += source.Length;
    }

    /// <summary>Takes the last byte back.</summary>
    internal void DropLast() => written--;

    private void Reserve(int sizeHint)
    {
        var needed = written + Math.Max(sizeHint, 1);
        if (needed > bytes.Length) Array.Resize(ref bytes, Math.Max(needed, bytes.Length * 2));
    }
}
