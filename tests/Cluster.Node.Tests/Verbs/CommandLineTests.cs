using Fresnel.Cluster.Node.Commands;
using Fresnel.Service.Commands;

namespace Fresnel.Cluster.Node.Tests.Verbs;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("", ExitCodes.Usage, "no verb")]
    [InlineData("dmeo", ExitCodes.Usage, "did you mean 'demo'")]
    [InlineData("frobnicate", ExitCodes.Usage, "unknown verb 'frobnicate'")]
    [InlineData("demo --fro 3s", ExitCodes.Usage, "did you mean '--for'")]
    [InlineData("demo --for soon", ExitCodes.Usage, "--for soon")]
    [InlineData("demo --for -5s", ExitCodes.Usage, "-5s")]
    [InlineData("demo --video /nowhere/film.mp4", ExitCodes.Input, "'/nowhere/film.mp4' does not exist")]
    [InlineData("demo --video /tmp", ExitCodes.Input, "is a folder")]
    [InlineData("demo --video /etc/passwd", ExitCodes.Input, "/etc/passwd: it is not a video")]
    [InlineData("demo --video /dev/zero", ExitCodes.Input, "/dev/zero: it is a pipe, a socket or a device")]
    [InlineData("node --port 70000", ExitCodes.Usage, "Api:Port is '70000'; allowed: a whole number from 0 to 65535")]
    [InlineData("node --port x", ExitCodes.Usage, "Api:Port is 'x'")]
    [InlineData("node --set Api:StreamFps=0", ExitCodes.Usage, "Api:StreamFps is '0'")]
    [InlineData("node --set Api:Prot=1", ExitCodes.Usage, "unknown key Api:Prot; did you mean Api:Port?")]
    [InlineData("node --set Apo:Port=1", ExitCodes.Usage, "unknown section 'Apo'")]
    [InlineData("node --set Api:Port=1 --set api:port=2", ExitCodes.Usage, "--set api:port is given twice")]
    [InlineData("node --set nonsense", ExitCodes.Usage, "Section:Key=value")]
    [InlineData("node --set Api:Address=0.0.0.0", ExitCodes.Usage, "without Api:Token")]
    [InlineData("node --set Api:Token=short", ExitCodes.Usage, "Api:Token is not of the right form")]
    [InlineData("node --set Models:Providers=Abacus", ExitCodes.Usage, "Models:Providers holds 'Abacus'")]
    [InlineData("node --name Big!", ExitCodes.Usage, "Node:Name is 'Big!'")]
    public async Task BadCommandLine_IsOneLineAndAnExitCode(string arguments, int exitCode, string expected)
    {
        var output = new StringWriter();
        var error = new StringWriter();

        var code = await NodeProgram.RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), output, error);

        var line = Assert.Single(error.ToString().TrimEnd().Split('\n'));
        Assert.Contains(expected, line, StringComparison.Ordinal);
        Assert.StartsWith("fresnel: ", line, StringComparison.Ordinal);
        Assert.Equal(exitCode, code);
        Assert.Empty(output.ToString());
    }

    [Theory]
    [InlineData("--help", "demo")]
    [InlineData("demo --help", "--for")]
    [InlineData("node --help", "--data")]
    [InlineData("--version", ".")]
    public async Task Help_IsPrintedAndFine(string arguments, string expected)
    {
        var output = new StringWriter();

        var code = await NodeProgram.RunAsync(arguments.Split(' '), output, TextWriter.Null);

        Assert.Equal(ExitCodes.Ok, code);
        Assert.Contains(expected, output.ToString(), StringComparison.Ordinal);
    }
}
