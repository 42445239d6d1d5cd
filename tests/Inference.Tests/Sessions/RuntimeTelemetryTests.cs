using System.Runtime.InteropServices;
using Fresnel.Inference.Sessions;

namespace Fresnel.Inference.Tests.Sessions;

public sealed partial class RuntimeTelemetryTests
{
    /// <remarks>The launcher takes the variable out of the environment of test runs, so it is this assembly's doing.</remarks>
    [Fact]
    public void Assembly_InUse_HasDisabledTelemetryInTheNativeEnvironment()
    {
        _ = new ModelSessionOptions();
        Assert.Equal("1", Marshal.PtrToStringUTF8(GetVariable(RuntimeTelemetry.Variable)));
    }

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint GetVariable(string name);
}
