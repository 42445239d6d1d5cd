using System.Text.Json;

namespace Fresnel.Pbm.Http;

/// <summary>What a process of the cluster answered.</summary>
/// <param name="Value">What this version of <c>pbm</c> understands of it; what was not told is null, zero or empty.</param>
/// <param name="Raw">All of it, for programs.</param>
/// <param name="At">When, by the clock of who answered.</param>
internal sealed record Answer<T>(T Value, JsonElement Raw, DateTimeOffset At);
