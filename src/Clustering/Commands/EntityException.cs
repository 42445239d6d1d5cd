using Fresnel.Messages;

namespace Fresnel.Clustering.Commands;

/// <summary>A command or query that got no reply of its entity.</summary>
public sealed class EntityException : Exception
{
    /// <summary>Creates one.</summary>
    public EntityException(EntityId entity, string code, string message, Exception? inner = null)
        : base(message, inner)
    {
        Entity = entity;
        Code = code;
    }

    /// <summary>The entity asked.</summary>
    public EntityId Entity { get; }

    /// <summary>One of <see cref="EntityFaults"/>.</summary>
    public string Code { get; }

    /// <summary>Whether the command may have been carried out all the same; sending it again under the same id is safe.</summary>
    public bool MayHaveHappened => Code is EntityFaults.DeadlinePassed or EntityFaults.BrokerLost or EntityFaults.NoOwner;
}
