using System.Drawing;

namespace Fresnel.Behaviour.Tracking;

/// <summary>
/// The motion model of SORT (A. Bewley et al., "Simple Online and Realtime Tracking", ICIP 2016): centre, size and aspect
/// ratio of a box, of which the first two have a constant velocity and the last is constant. As in N. Wojke et al.,
/// "Simple Online and Realtime Tracking with a Deep Association Metric" (ICIP 2017) the size is the height, and noise
/// grows with it. The coordinates do not share noise, so the joint filter falls apart into one small filter each.
/// </summary>
internal struct BoxFilter
{
    private const double MinHeight = 1;
    private const double MinAspect = 0.01;
    private const double AspectNoise = 0.05;
    private const double AspectDrift = 0.1;

    private ScalarFilter x;
    private ScalarFilter y;
    private ScalarFilter height;
    private ScalarFilter aspect;

    public BoxFilter(RectangleF box, TrackerOptions options)
    {
        var noise = Square(options.MeasurementNoise * box.Height);
        var speed = Square(options.InitialSpeed * box.Height);
        x = new ScalarFilter(box.X + (box.Width / 2.0), noise, speed);
        y = new ScalarFilter(box.Y + (box.Height / 2.0), noise, speed);
        height = new ScalarFilter(box.Height, noise, speed / 16);
        aspect = new ScalarFilter((double)box.Width / box.Height, Square(AspectNoise), 0);
    }

    public readonly double VelocityX => x.Velocity;

    public readonly double VelocityY => y.Velocity;

    public readonly RectangleF Box
    {
        get
        {
            var width = height.Value * aspect.Value;
            return new RectangleF((float)(x.Value - (width / 2)), (float)(y.Value - (height.Value / 2)), (float)width, (float)height.Value);
        }
    }

    public void Predict(double dt, TrackerOptions options)
    {
        var drift = Square(options.VelocityDrift * height.Value);
        x.Predict(dt, drift);
        y.Predict(dt, drift);
        height.Predict(dt, drift / 16);
        if (height.Value < MinHeight) height.Halt(MinHeight);
        aspect.Wander(dt, Square(AspectDrift));
    }

    public void Update(RectangleF box, TrackerOptions options)
    {
        var noise = Square(options.MeasurementNoise * Math.Max(height.Value, box.Height));
        x.Update(box.X + (box.Width / 2.0), noise);
        y.Update(box.Y + (box.Height / 2.0), noise);
        height.Update(box.Height, noise);
        if (height.Value < MinHeight) height.Halt(MinHeight);
        aspect.Update((double)box.Width / box.Height, Square(AspectNoise));
        if (aspect.Value < MinAspect) aspect.Halt(MinAspect);
    }

    private static double Square(double value) => value * value;
}
