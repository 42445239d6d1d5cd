namespace Fresnel.Tests;

/// <summary>A test that needs <see cref="TestData"/>; visibly skipped where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DataFactAttribute : FactAttribute
{
    public DataFactAttribute()
    {
        if (TestData.Root is null) Skip = "needs ../shared/data (or FRESNEL_TEST_DATA)";
    }
}
