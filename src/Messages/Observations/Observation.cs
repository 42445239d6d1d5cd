using System.Drawing;

namespace Fresnel.Messages.Observations;

/// <summary>What was seen in one frame of one entity. Too many for the journal: they have their own store.</summary>
/// <param name="Entity">The camera or experiment.</param>
/// <param name="Epoch">The epoch of the owner that saw it; a later epoch supersedes what overlaps.</param>
/// <param name="At">When the frame was read, wall clock.</param>
/// <param name="StreamTime">The frame's own time in its stream.</param>
/// <param name="Frame">The frame's number in its stream, from 0 after each (re)connection.</param>
/// <param name="Objects">What was seen; empty where the frame was analysed and nothing found.</param>
public sealed record Observation(
    EntityId Entity,
    long Epoch,
    DateTimeOffset At,
    TimeSpan StreamTime,
    long Frame,
    IReadOnlyList<SeenObject> Objects);

/// <summary>One object in a frame.</summary>
/// <param name="TrackId">The track's number in its entity, from 1; null while the track is not confirmed.</param>
/// <param name="Label">The model's label: <c>person</c>.</param>
/// <param name="Score">The model's score, in the model's own unit (a probability, or an SVM margin).</param>
/// <param name="Box">Left, top, width and height in pixels of the source frame.</param>
public sealed record SeenObject(long? TrackId, string Label, float Score, RectangleF Box);
