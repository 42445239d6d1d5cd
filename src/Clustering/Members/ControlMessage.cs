using System.Text.Json;
using Fresnel.Clustering.Broker;

namespace Fresnel.Clustering.Members;

/// <summary>What one process asks of another, in its inbox.</summary>
/// <param name="Verb">One of the constants.</param>
/// <param name="Member">Whom it is about, where that is not the receiver.</param>
internal sealed record ControlMessage(string Verb, string? Member = null)
{
    /// <summary>Hand everything over, and go.</summary>
    public const string Leave = "leave";

    /// <summary>Stop at once.</summary>
    public const string Down = "down";

    /// <summary>To the leader: strike a member from the list.</summary>
    public const string Strike = "strike";

    private const string Header = "fresnel.control";

    public Publication WriteTo(string node) => new()
    {
        Exchange = "",
        RoutingKey = Topology.Node(node).Name,
        Headers = new MessageHeaders { Type = Header },
        Body = JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web),
        Mandatory = true,
    };

    /// <exception cref="JsonException">It is not one.</exception>
    public static ControlMessage? Read(Delivery delivery) =>
        delivery.Headers.Type is Header ? JsonSerializer.Deserialize<ControlMessage>(delivery.Body.Span, JsonSerializerOptions.Web) : null;
}
