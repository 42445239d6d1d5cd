using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Fresnel.Inference.Sessions;

/// <summary>A tensor over 64-byte aligned memory outside the managed heap, so that a binding made once stays valid and the collector never sees it.</summary>
internal sealed unsafe class NativeTensor : IDisposable
{
    private readonly nuint bytes;
    private void* memory;

    /// <summary>Zeroed memory for a tensor of a shape.</summary>
    public NativeTensor(TensorElementType type, ReadOnlySpan<long> shape)
    {
        Type = type;
        Shape = shape.ToArray();
        long count = 1;
        foreach (var size in shape) count = checked(count * size);
        Count = checked((int)count);
        bytes = checked((nuint)Count * (nuint)ElementSize(type));
        memory = NativeMemory.AlignedAlloc(Math.Max(bytes, 64), 64);
        NativeMemory.Clear(memory, bytes);
        Value = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, type, Shape, (nint)memory, (long)bytes);
    }

    /// <summary>Element type.</summary>
    public TensorElementType Type { get; }

    /// <summary>Sizes.</summary>
    public long[] Shape { get; }

    /// <summary>Number of elements.</summary>
    public int Count { get; }

    /// <summary>The same memory as ONNX Runtime sees it.</summary>
    public OrtValue Value { get; }

    /// <summary>The elements.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not of the element's size.</exception>
    public Span<T> As<T>() where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(memory is null, this);
        if (Unsafe.SizeOf<T>() != ElementSize(Type)) throw new InvalidOperationException($"The tensor holds {Type}, not {typeof(T).Name}.");
        return new Span<T>(memory, Count);
    }

    /// <summary>Whether tensors of a type can be held.</summary>
    public static bool Supports(TensorElementType type) => type is TensorElementType.Float or TensorElementType.Int32 or TensorElementType.Int64
        or TensorElementType.UInt8 or TensorElementType.Int8 or TensorElementType.Double;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (memory is null) return;
        Value.Dispose();
        NativeMemory.AlignedFree(memory);
        memory = null;
    }

    private static int ElementSize(TensorElementType type) => type switch
    {
        TensorElementType.Float or TensorElementType.Int32 => 4,
        TensorElementType.Int64 or TensorElementType.Double => 8,
        TensorElementType.UInt8 or TensorElementType.Int8 => 1,
        _ => throw new NotSupportedException($"Tensors of {type} are not supported."),
    };
}
