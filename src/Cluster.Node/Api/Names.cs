using Fresnel.Messages;
using Fresnel.Service.Api.Problems;

namespace Fresnel.Cluster.Node.Api;

/// <summary>Checks names that come from outside.</summary>
internal static class Names
{
    /// <summary>The camera's id.</summary>
    /// <exception cref="ApiProblemException">The text is not a name.</exception>
    public static EntityId Check(string? name) => EntityId.IsValidPart(name)
        ? new EntityId("camera", name)
        : throw new ApiProblemException(ProblemCodes.NameInvalid, $"'{EntityId.Printable(name)}' is not a name: {EntityId.Allowed}.");
}
