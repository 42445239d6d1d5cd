using System.Collections.Concurrent;
using Fresnel.Actors.Cameras.Live;
using Fresnel.Messages.Observations;

namespace Fresnel.Cluster.Node.Api.Streams;

/// <summary>One encoding of a picture for all who look at it: many watchers of a camera cost little more than one.</summary>
public sealed class PictureCache
{
    private readonly ConcurrentDictionary<(string Camera, bool Annotated, int Quality), Entry> entries = new();

    /// <summary>The newest picture, encoded once; null before the first.</summary>
    public Picture? Find(ICameraLive live, bool annotated, int quality)
    {
        ArgumentNullException.ThrowIfNull(live);
        if (live.Latest is not { } latest) return null;
        var entry = entries.GetOrAdd((live.Name, annotated, quality), static _ => new Entry());
        lock (entry)
        {
            if (entry.Picture is { } kept && ReferenceEquals(entry.Of, latest)) return kept;
            if (live.Snapshot(annotated, quality) is not { } taken) return null;
            entry.Of = latest;
            return entry.Picture = new Picture(taken.Jpeg, taken.Observation);
        }
    }

    /// <summary>Forgets cameras that no longer run.</summary>
    public void Trim(ICameraLiveBoard board)
    {
        ArgumentNullException.ThrowIfNull(board);
        foreach (var key in entries.Keys)
        {
            if (!board.TryGet(key.Camera, out _)) entries.TryRemove(key, out _);
        }
    }

    private sealed class Entry
    {
        public Observation? Of { get; set; }

        public Picture? Picture { get; set; }
    }
}

/// <summary>A JPEG and what was seen in it.</summary>
/// <param name="Jpeg">The file.</param>
/// <param name="Observation">What was seen.</param>
public sealed record Picture(byte[] Jpeg, Observation Observation);
