using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fresnel.Inference.Sessions;

/// <summary>
/// Turns ONNX Runtime's telemetry off. The runtime reads the variable once, when its environment is created, and has no
/// other switch that comes early enough (docs/adr/0009).
/// </summary>
internal static partial class RuntimeTelemetry
{
    /// <summary>The environment variable that the native library reads.</summary>
    public const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>
    /// Sets the variable in the native environment. <see cref="Environment.SetEnvironmentVariable(string, string)"/> changes
    /// only a managed copy on Unix.
    /// </summary>
    /// <exception cref="InvalidOperationException">The variable cannot be set.</exception>
    [ModuleInitializer]
    [SuppressMessage(
        "Usage",
        "CA2255",
        Justification = "Must run before ONNX Runtime is used, whatever starts the process; all use is in this assembly.")]
    internal static void Disable()
    {
        if (SetVariable(Variable, "1", overwrite: 1) == 0) return;
        throw new InvalidOperationException($"{Variable} cannot be set: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    [LibraryImport("libc", EntryPoint = "setenv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
