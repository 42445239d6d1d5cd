using Fresnel.Entities.Formation;

namespace Fresnel.Entities.Tests.Support;

/// <summary>A standing that the test sets.</summary>
public sealed class SwitchableStanding : INodeStanding
{
    private volatile bool good = true;

    public bool IsGood
    {
        get => good;
        set => good = value;
    }
}
