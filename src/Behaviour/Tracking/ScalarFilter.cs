namespace Fresnel.Behaviour.Tracking;

/// <summary>
/// A Kalman filter of one coordinate and its velocity: R. E. Kalman, "A New Approach to Linear Filtering and Prediction
/// Problems", 1960, with a velocity driven by continuous white noise, so that two predictions of half a step equal one
/// of the whole step, whatever the frame rate.
/// </summary>
internal struct ScalarFilter
{
    private double p00;
    private double p01;
    private double p11;

    public ScalarFilter(double value, double valueVariance, double velocityVariance)
    {
        Value = value;
        p00 = valueVariance;
        p11 = velocityVariance;
    }

    public double Value { get; private set; }

    public double Velocity { get; private set; }

    /// <summary>Moves on by <paramref name="dt"/> seconds; <paramref name="drift"/> is the variance the velocity gains in one second.</summary>
    public void Predict(double dt, double drift)
    {
        Value += Velocity * dt;
        p00 += (2 * dt * p01) + (dt * dt * p11) + (drift * dt * dt * dt / 3);
        p01 += (dt * p11) + (drift * dt * dt / 2);
        p11 += drift * dt;
    }

    /// <summary>Lets the value itself wander: <paramref name="drift"/> is the variance it gains in one second.</summary>
    public void Wander(double dt, double drift) => p00 += drift * dt;

    /// <summary>Takes a measurement in, whose variance is <paramref name="noise"/>.</summary>
    public void Update(double measured, double noise)
    {
        var innovation = measured - Value;
        var gain = p00 / (p00 + noise);
        var velocityGain = p01 / (p00 + noise);
        Value += gain * innovation;
        Velocity += velocityGain * innovation;
        p11 -= velocityGain * p01;
        p01 *= 1 - gain;
        p00 *= 1 - gain;
    }

    /// <summary>Holds the value where it is.</summary>
    public void Halt(double value)
    {
        Value = value;
        Velocity = 0;
    }
}
