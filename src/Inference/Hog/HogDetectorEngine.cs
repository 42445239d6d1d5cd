using System.Drawing;
using System.Runtime.InteropServices;
using Fresnel.Inference.Detection;
using Fresnel.Inference.Engines;
using Fresnel.Inference.Sessions;
using Fresnel.Media.Frames;

namespace Fresnel.Inference.Hog;

/// <summary>
/// The decoder <c>hog</c>: searches a picture with a model of one window size at every scale, as OpenCV's
/// <c>HOGDescriptor::detectMultiScale</c> does, and groups the hits as it does. Scores are margins of the SVM.
/// </summary>
/// <remarks>
/// The graph takes bytes <c>[N, 3, 8 rows + 2, 10 columns]</c> (see <c>models/people-hog/README.md</c>) and gives scores
/// <c>[N, rows − 15, columns − 7]</c>; a level is run as one picture. A run uses one thread and one session of its own, and the levels of a frame
/// share the threads: levels are independent, so this keeps cores busy where threads inside a run would meet at every operator.
/// </remarks>
public sealed class HogDetectorEngine : IDetectorEngine
{
    private const int BandRows = 64;
    private const int MaxPlans = 16;
    private readonly SessionPool sessions;
    private readonly HogSettings settings;
    private readonly WorkCrew crew;
    private readonly Dictionary<I420Layout, HogPlan> plans = [];
    private readonly RgbPicture picture = new();
    private readonly HitGrouper grouper = new();
    private readonly List<HogHit> hits = [];
    private readonly List<HogHit> groups = [];
    private readonly Action<int> convert;
    private readonly Action<int> search;
    private Frame? frame;
    private HogPlan? plan;

    internal HogDetectorEngine(SessionPool sessions, HogSettings settings, int threads)
    {
        this.sessions = sessions;
        this.settings = settings;
        crew = new WorkCrew(threads);
        convert = band => picture.Convert(frame!, band * BandRows, Math.Min((band + 1) * BandRows, picture.Height));
        search = Search;
    }

    /// <summary>Makes engines of this kind.</summary>
    public static IDetectorEngineFactory Factory { get; } = new HogEngineFactory();

    /// <inheritdoc/>
    public IReadOnlyList<ProviderAttempt> Providers => sessions.First.Providers;

    /// <inheritdoc/>
    public IReadOnlyList<int> Buckets { get; } = [1];

    /// <inheritdoc/>
    public void DetectBatch(ReadOnlySpan<DetectionRequest> requests)
    {
        sessions.Resume();
        foreach (var request in requests) Detect(request.Frame, request.Results);
    }

    /// <inheritdoc/>
    public void Interrupt() => sessions.Interrupt();

    /// <inheritdoc/>
    public void Dispose()
    {
        crew.Dispose();
        sessions.Dispose();
    }

    private void Detect(Frame source, List<Detected> results)
    {
        frame = source;
        plan = Plan(source.Layout);
        picture.Resize(source.Layout.Width, source.Layout.Height);
        crew.Run((picture.Height + BandRows - 1) / BandRows, convert);
        crew.Run(plan.Runs.Length, search);
        frame = null;

        hits.Clear();
        foreach (var run in plan.Runs) hits.AddRange(run.Hits);
        grouper.Group(CollectionsMarshal.AsSpan(hits), settings.GroupThreshold, settings.GroupEps, groups);
        var edges = new Rectangle(0, 0, picture.Width, picture.Height);
        foreach (var group in groups)
        {
            var box = Rectangle.Intersect(new Rectangle(group.X, group.Y, group.Width, group.Height), edges);
            if (box.Width > 0 && box.Height > 0 && results.Count < settings.MaxDetections) results.Add(new Detected(0, group.Weight, box));
        }
    }

    private void Search(int run)
    {
        var session = sessions.Take();
        try
        {
            plan!.Runs[run].Execute(picture, session, settings);
        }
        finally
        {
            sessions.Return(session);
        }
    }

    private HogPlan Plan(I420Layout layout)
    {
        if (plans.TryGetValue(layout, out var found)) return found;
        if (plans.Count == MaxPlans) plans.Clear();
        return plans[layout] = new HogPlan(layout, settings);
    }
}
