using System.Runtime.InteropServices;

namespace Fresnel.Media.Pictures;

/// <summary>The few functions of libturbojpeg 2 that are used.</summary>
internal static unsafe partial class TurboJpeg
{
    public const int Subsampling420 = 2;
    public const int NoReallocation = 1024;
    private const string Library = "libturbojpeg.so.0";

    [LibraryImport(Library, EntryPoint = "tjInitCompress")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint InitCompress();

    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Destroy(nint handle);

    [LibraryImport(Library, EntryPoint = "tjBufSize")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial CULong BufferSize(int width, int height, int subsampling);

    [LibraryImport(Library, EntryPoint = "tjGetErrorStr2")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint ErrorText(nint handle);

    [LibraryImport(Library, EntryPoint = "tjCompressFromYUVPlanes")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int CompressFromYuvPlanes(nint handle, byte** planes, int width, int* strides, int height, int subsampling, byte** jpeg, CULong* jpegSize, int quality, int flags);
}
