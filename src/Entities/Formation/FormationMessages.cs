using Fresnel.Messages;
using Fresnel.Messages.Entities;

namespace Fresnel.Entities.Formation;

/// <summary>What processes ask each other when one of them cannot reach the database.</summary>
public static class FormationMessages
{
    /// <summary>Asks a process for how long its renewals are unbroken. Answered with <see cref="Renewals"/>.</summary>
    [WireName("formation.ask-renewals")]
    public sealed record AskRenewals : IWireMessage;

    /// <summary>For how long the renewals of a process are unbroken.</summary>
    /// <param name="UnbrokenMs">Milliseconds; 0 if the database does not answer it now.</param>
    [WireName("formation.renewals")]
    public sealed record Renewals(long UnbrokenMs) : IWireMessage;
}
