using System.Drawing;

namespace Fresnel.Behaviour.Tracking;

/// <summary>Decides which detection belongs to which track, in stages; keeps its working memory.</summary>
internal sealed class Matcher(TrackerOptions options)
{
    /// <summary>The detection belongs to no track.</summary>
    public const int Unmatched = -1;

    private readonly LinearAssignment assignment = new();
    private readonly List<int> rows = [];
    private readonly List<int> columns = [];
    private int[] trackOf = [];
    private int[] columnOfRow = [];
    private bool[] taken = [];
    private double[] costs = [];
    private RectangleF[] predictions = [];

    /// <summary>The index of each detection's track, or <see cref="Unmatched"/>. Valid until the next call; the caller may change it.</summary>
    public Span<int> Match(List<Track> tracks, ReadOnlySpan<DetectedBox> detections)
    {
        Grow(ref trackOf, detections.Length);
        Grow(ref taken, tracks.Count);
        Grow(ref predictions, tracks.Count);
        var result = trackOf.AsSpan(0, detections.Length);
        result.Fill(Unmatched);
        Array.Clear(taken, 0, tracks.Count);
        for (var t = 0; t < tracks.Count; t++) predictions[t] = tracks[t].Filter.Box;

        Stage(tracks, detections, confirmed: true, high: true);
        Stage(tracks, detections, confirmed: true, high: false);
        Stage(tracks, detections, confirmed: false, high: true);
        return result;
    }

    private void Stage(List<Track> tracks, ReadOnlySpan<DetectedBox> detections, bool confirmed, bool high)
    {
        rows.Clear();
        columns.Clear();
        for (var t = 0; t < tracks.Count; t++)
        {
            if (!taken[t] && tracks[t].Id.HasValue == confirmed) rows.Add(t);
        }

        for (var d = 0; d < detections.Length; d++)
        {
            var score = detections[d].Score;
            var inStage = high ? score >= options.HighScore : score >= options.LowScore && score < options.HighScore;
            if (inStage && trackOf[d] == Unmatched && detections[d].IsUsable) columns.Add(d);
        }

        if (rows.Count == 0 || columns.Count == 0) return;
        Grow(ref costs, rows.Count * columns.Count);
        Grow(ref columnOfRow, rows.Count);
        for (var r = 0; r < rows.Count; r++)
        {
            for (var c = 0; c < columns.Count; c++) costs[(r * columns.Count) + c] = 1 - Affinity(tracks[rows[r]], predictions[rows[r]], detections[columns[c]]);
        }

        assignment.Solve(costs, rows.Count, columns.Count, columnOfRow);
        for (var r = 0; r < rows.Count; r++)
        {
            var c = columnOfRow[r];
            if (c < 0 || costs[(r * columns.Count) + c] >= 1) continue;
            trackOf[columns[c]] = rows[r];
            taken[rows[r]] = true;
        }
    }

    // A pair that may not be matched gains nothing (cost 1), rather than costing much: so it never displaces one that may.
    private double Affinity(Track track, RectangleF prediction, in DetectedBox detection)
    {
        if (options.ClassAware && track.Label != detection.Label) return 0;
        var iou = Iou.Of(prediction, detection.Box);
        return iou >= options.MinIou ? iou : 0;
    }

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length) array = new T[Math.Max(16, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)length))];
    }
}
