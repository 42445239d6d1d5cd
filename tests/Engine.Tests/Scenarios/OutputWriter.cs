using System.Text;
using Xunit.Abstractions;

namespace Fresnel.Engine.Tests.Scenarios;

/// <summary>Writes lines to a test's output.</summary>
internal sealed class OutputWriter(ITestOutputHelper output) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void WriteLine(string? value) => output.WriteLine(value);
}
