using Fresnel.Messages;
using Fresnel.Storage;
using Fresnel.Storage.Observations;

namespace Fresnel.Actors.Cameras;

/// <summary>What the observation store knows of a camera that was left by whoever ran it before.</summary>
/// <param name="LastSeenAt">When its last frame arrived, as far as was written down.</param>
/// <param name="LastTrack">The highest track number given.</param>
/// <param name="EpisodeTracks">Confirmed tracks seen in the open episode.</param>
/// <param name="EpisodeMostAtOnce">The most of them in one frame.</param>
internal sealed record CameraHistory(DateTimeOffset LastSeenAt, long LastTrack, int EpisodeTracks, int EpisodeMostAtOnce)
{
    private const int PageSize = 1000;

    /// <summary>Reads it.</summary>
    public static async ValueTask<CameraHistory> ReadAsync(IObservationStore store, EntityId camera, CameraState state, CancellationToken cancellationToken)
    {
        var mark = await store.FindMarkAsync(camera, cancellationToken).ConfigureAwait(false);
        var lastSeenAt = Later(mark?.At, Later(state.EnabledAt, state.OutageEndedAt));
        var from = state.Episode?.Since ?? lastSeenAt.AddMinutes(-10);
        var tracks = new HashSet<long>();
        var most = 0;
        var last = state.LastTrack;
        while (true)
        {
            var query = new ObservationQuery(camera, from, DateTimeOffset.MaxValue) { Order = ReadOrder.OldestFirst, Limit = PageSize };
            var page = await store.ReadAsync(query, cancellationToken).ConfigureAwait(false);
            foreach (var observation in page)
            {
                var present = 0;
                foreach (var seen in observation.Objects)
                {
                    if (seen.TrackId is not { } track) continue;
                    last = Math.Max(last, track);
                    if (seen.Label != state.Settings?.Label) continue;
                    tracks.Add(track);
                    present++;
                }

                most = Math.Max(most, present);
            }

            if (page.Count < PageSize) break;
            from = page[^1].At.AddTicks(1);
        }

        return new CameraHistory(lastSeenAt, last, Math.Max(1, tracks.Count), Math.Max(1, most));
    }

    private static DateTimeOffset Later(DateTimeOffset? a, DateTimeOffset b) => a is { } known && known > b ? known : b;
}
