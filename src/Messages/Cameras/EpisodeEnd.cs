namespace Fresnel.Messages.Cameras;

/// <summary>Why an episode ended.</summary>
public enum EpisodeEnd
{
    /// <summary>The label was not seen for the quiet time.</summary>
    Quiet,

    /// <summary>It reached its greatest length; another one follows if the label stays.</summary>
    MaxLength,

    /// <summary>The frames stopped.</summary>
    Outage,

    /// <summary>The camera was disabled, deleted or given another source or model.</summary>
    Stopped,
}
