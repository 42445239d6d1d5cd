using System.Runtime.Serialization;
using System.Text.Json;
using Fresnel.Entities.Decisions;
using Fresnel.Messages.Wire;

namespace Fresnel.Entities.Entity;

/// <summary>Tells damaged data, which asking again does not cure, from a database that cannot be reached.</summary>
internal static class EntityDamage
{
    /// <summary>The exception that says what is damaged, or null where the cause is another.</summary>
    public static Exception? Find(Exception? cause) => cause switch
    {
        null => null,
        HistoryDamagedException or UnknownEventException or UnknownWireNameException or JsonException or SerializationException => cause,
        AggregateException many => many.InnerExceptions.Select(Find).FirstOrDefault(found => found is not null),
        _ => Find(cause.InnerException),
    };
}
