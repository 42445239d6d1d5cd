namespace Fresnel.Messages.Cluster;

/// <summary>The states of a member, as others see it.</summary>
public static class MemberStatus
{
    /// <summary>It is connected, and not ready.</summary>
    public const string Joining = "joining";

    /// <summary>It works.</summary>
    public const string Up = "up";

    /// <summary>It hands its shards over and will be gone.</summary>
    public const string Leaving = "leaving";

    /// <summary>Nothing was heard of it for some seconds.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>It said goodbye, was struck from the list, or was not heard for so long that nobody waits for it.</summary>
    public const string Down = "down";
}
