using System.Runtime.Serialization;
using Fresnel.Messages;

namespace Fresnel.Entities.Serialization;

/// <summary>
/// A message cannot be written or read: its bytes are damaged, its name or version is not known to this build, or it is nothing that
/// may travel. Doing it again does not help; what cannot be reached throws something else.
/// </summary>
public class WireFormatException : SerializationException
{
    /// <summary>Creates an exception that names the manifest or, where there is none, the type.</summary>
    /// <param name="manifest">The manifest as it was found, or the name of the type that has none.</param>
    /// <param name="problem">What is wrong with it, as the end of a sentence.</param>
    /// <param name="inner">What was thrown while reading or writing, or null.</param>
    public WireFormatException(string manifest, string problem, Exception? inner = null)
        : base($"'{EntityId.Printable(manifest)}' {problem}", inner) => Manifest = manifest;

    /// <summary>The manifest as it was found, <c>camera.enabled/1</c>, or the name of the type that has none.</summary>
    public string Manifest { get; }

    /// <summary>The exception of this type in a chain of causes; null where damaged data are not the reason.</summary>
    public static WireFormatException? In(Exception? cause) => cause switch
    {
        null => null,
        WireFormatException found => found,
        AggregateException several => several.InnerExceptions.Select(In).FirstOrDefault(found => found is not null),
        _ => In(cause.InnerException),
    };
}
