using Fresnel.Cluster.Node.Analyze;
using Fresnel.Inference.Sessions;
using Fresnel.Service.Commands;

namespace Fresnel.Cluster.Node.Tests.Analyze;

public sealed class DeviceChoiceTests
{
    [Theory]
    [InlineData("cpu", new[] { ExecutionProvider.Cpu }, 0)]
    [InlineData("CUDA", new[] { ExecutionProvider.Cuda }, 0)]
    [InlineData("cuda:3", new[] { ExecutionProvider.Cuda }, 3)]
    [InlineData("tensorrt:1,cuda:1, cpu", new[] { ExecutionProvider.TensorRt, ExecutionProvider.Cuda, ExecutionProvider.Cpu }, 1)]
    public void Parse_KnownDevices_AreTaken(string text, ExecutionProvider[] providers, int device)
    {
        var choice = DeviceChoice.Parse(text);
        Assert.Equal(providers, choice.Providers);
        Assert.Equal(device, choice.DeviceId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:64")]
    [InlineData("cuda:1:2")]
    [InlineData("cpu:0")]
    [InlineData("cpu,")]
    public void Parse_OtherTexts_AreRefusedWithWhatIsAllowed(string text)
    {
        var fault = Assert.Throws<UserErrorException>(() => DeviceChoice.Parse(text));
        Assert.Equal(ExitCodes.Usage, fault.ExitCode);
        Assert.Contains("cpu, cuda or tensorrt", fault.Message, StringComparison.Ordinal);
    }
}
