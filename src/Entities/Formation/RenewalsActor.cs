using Akka.Actor;

namespace Fresnel.Entities.Formation;

/// <summary>Answers peers that ask whether this process reaches the database. Its path is <c>/user/formation</c>.</summary>
internal sealed class RenewalsActor : ReceiveActor
{
    /// <summary>The name of the actor.</summary>
    public const string Name = "formation";

    /// <summary>Creates the actor.</summary>
    /// <param name="clock">The renewals of this process.</param>
    public RenewalsActor(RenewalClock clock) =>
        Receive<FormationMessages.AskRenewals>(_ => Sender.Tell(new FormationMessages.Renewals((long)clock.Unbroken.TotalMilliseconds)));
}
