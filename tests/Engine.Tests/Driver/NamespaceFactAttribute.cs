using Fresnel.Engine.Driver.Network;

namespace Fresnel.Engine.Tests.Driver;

/// <summary>A test that makes network namespaces; visibly skipped where that is not allowed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NamespaceFactAttribute : FactAttribute
{
    public NamespaceFactAttribute()
    {
        if (!NamespaceNetwork.IsPossible) Skip = "network namespaces need root, ip and nsenter";
    }
}
