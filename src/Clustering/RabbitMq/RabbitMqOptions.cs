using System.ComponentModel.DataAnnotations;

namespace Fresnel.Clustering.RabbitMq;

/// <summary>How long a process waits for its broker.</summary>
public sealed class RabbitMqOptions
{
    /// <summary>How often both sides say that they live; a silent side is given up after two to three of these, 1 s to 1 min. Default 4 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>The time limit of opening a connection, 100 ms to 1 min. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The time limit of declaring, inspecting, and starting a consumer, 100 ms to 1 min. Default 10 s: a quorum queue is made on several nodes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The time limit of ending a connection or a consumer in good order, 100 ms to 1 min. Default 2 s; then it is cut.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);
}
