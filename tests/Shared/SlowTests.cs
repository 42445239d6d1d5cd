namespace Fresnel.Tests;

/// <summary>Whether the long forms of tests run: <c>./fresnel test --slow</c>, or <c>FRESNEL_SLOW_TESTS=1</c>.</summary>
internal static class SlowTests
{
    /// <summary>Whether they are asked for.</summary>
    public static bool Wanted { get; } = Environment.GetEnvironmentVariable("FRESNEL_SLOW_TESTS") == "1";

    /// <summary>How often, how many, how long: the short form belongs to the suite.</summary>
    public static int Choose(int shortForm, int longForm) => Wanted ? longForm : shortForm;
}

/// <summary>A test that runs in the long form only; visibly skipped otherwise.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SlowFactAttribute : FactAttribute
{
    public SlowFactAttribute()
    {
        if (!SlowTests.Wanted) Skip = "takes long: ./fresnel test --slow";
    }
}
