namespace Fresnel.Tests;

/// <summary>The same as <see cref="DemoVideoFactAttribute"/> for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DemoVideoTheoryAttribute : TheoryAttribute
{
    public DemoVideoTheoryAttribute() => Skip = DemoVideo.Missing;
}
