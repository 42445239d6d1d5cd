using System.Diagnostics.CodeAnalysis;
using Fresnel.Media.Frames;

namespace Fresnel.Media.Ingest;

/// <summary>What came of waiting for a frame: a frame, or the end with its reason.</summary>
public readonly record struct FrameRead
{
    internal FrameRead(Frame? frame, IngestEnd? end)
    {
        Frame = frame;
        End = end;
    }

    /// <summary>The frame, held for the caller, who releases it. Null at the end.</summary>
    public Frame? Frame { get; }

    /// <summary>Why there are no more frames. Null while there are.</summary>
    public IngestEnd? End { get; }

    /// <summary>True where there is a frame.</summary>
    [MemberNotNullWhen(true, nameof(Frame))]
    [MemberNotNullWhen(false, nameof(End))]
    public bool HasFrame => Frame is not null;
}
