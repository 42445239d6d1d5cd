namespace Fresnel.Tests;

/// <summary>A test that needs <see cref="DemoVideo"/>; visibly skipped where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DemoVideoFactAttribute : FactAttribute
{
    public DemoVideoFactAttribute() => Skip = DemoVideo.Missing;
}
