namespace Fresnel.Media.Nut;

/// <summary>One row of the frame code table: what a frame's first byte stands for.</summary>
internal readonly record struct NutFrameCode(NutFrameFlags Flags, int Stream, int SizeMul, int SizeLsb, long PtsDelta, int Reserved, int HeaderIndex);
