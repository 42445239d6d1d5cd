namespace Fresnel.Kernel.Supervision;

/// <summary>Whom a directive applies to.</summary>
public enum SupervisionScope
{
    /// <summary>The child that failed.</summary>
    OneForOne,

    /// <summary>All children: they make no sense without each other.</summary>
    AllForOne,
}
