using System.ComponentModel.DataAnnotations;

namespace Fresnel.Storage.Integrity;

/// <summary>How often the databases of a data folder are looked at.</summary>
public sealed class StoreWatchOptions
{
    /// <summary>How often every page is read and verified, the first time at once. Default 1 day; 1 minute to 30 days.</summary>
    [Range(typeof(TimeSpan), "0.00:01:00", "30.00:00:00")]
    public TimeSpan VerifyEvery { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How often it is looked whether the files are still there. Default 2 seconds; 100 ms to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(2);
}
