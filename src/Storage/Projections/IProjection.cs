using Fresnel.Storage.Events;

namespace Fresnel.Storage.Projections;

/// <summary>
/// A view folded from the journal's events into documents. Pure: what it writes depends only on the events and on the
/// documents it wrote before, so that a view can be built anew at any time.
/// </summary>
public interface IProjection
{
    /// <summary>Names the view's documents: <c>cameras</c>.</summary>
    string Name { get; }

    /// <summary>Raised when the documents change their shape or meaning; the view is then built anew from the first event.</summary>
    int Version { get; }

    /// <summary>Whether an event of this wire name is of interest; others are passed over without being decoded.</summary>
    bool Reads(string type);

    /// <summary>Folds one event. A re-read after a crash never shows an event whose documents were kept.</summary>
    /// <param name="source">The event as stored: its entity, sequence number and time.</param>
    /// <param name="message">The event itself, decoded.</param>
    /// <param name="documents">The view so far, to be changed.</param>
    void Apply(StoredEvent source, object message, IProjectionDocuments documents);
}
