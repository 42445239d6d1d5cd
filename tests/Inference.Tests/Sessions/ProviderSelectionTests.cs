using Fresnel.Inference.Sessions;

namespace Fresnel.Inference.Tests.Sessions;

public sealed class ProviderSelectionTests
{
    /// <summary>What the GPU package's runtime says on a machine without CUDA.</summary>
    private const string Place =
        "[ErrorCode:Fail] /onnxruntime_src/onnxruntime/core/session/provider_bridge_ort.cc:2043 "
        + "onnxruntime::Provider& onnxruntime::ProviderLibrary::Get() [ONNXRuntimeError] : ";

    private const string Failed = "1 : FAIL : Failed to load library";

    private const string Missing = "with error: libcublasLt.so.13: cannot open shared object file: No such file or directory";

    [Fact]
    public void Reason_LibraryThatIsMissing_NamesItWithoutThePlaceInTheSources() => Assert.Equal(
        $"{Failed} /opt/libonnxruntime_providers_cuda.so {Missing}",
        ProviderSelection.Reason($"{Place}{Failed} /opt/libonnxruntime_providers_cuda.so {Missing}\n"));

    [Fact]
    public void Reason_LongPath_KeepsTheLibraryThatIsMissing()
    {
        var reason = ProviderSelection.Reason($"{Place}{Failed} /{new string('x', 400)}/libonnxruntime_providers_cuda.so {Missing}");
        Assert.Equal(300, reason.Length);
        Assert.StartsWith($"{Failed} /xxx", reason, StringComparison.Ordinal);
        Assert.EndsWith($"/libonnxruntime_providers_cuda.so {Missing}", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Reason_SeveralLines_IsOneLine() => Assert.Equal(
        "[ErrorCode:Fail] not enabled in this build.",
        ProviderSelection.Reason("[ErrorCode:Fail] not enabled\nin this build.\n"));
}
