using System.Text;
using Fresnel.Messages;
using Fresnel.Messages.Wire;

namespace Fresnel.Tests.Events;

/// <summary>An event of the tests of a journal's readers.</summary>
[WireName("test.counted")]
public sealed record Counted(long Number)
{
    public static WireData Event(long number) => new("test.counted", 1, Encoding.UTF8.GetBytes($$"""{"number":{{number}}}"""));
}
