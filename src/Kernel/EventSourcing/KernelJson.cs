using System.Text.Json.Serialization;

namespace Fresnel.Kernel.EventSourcing;

/// <summary>JSON of the kernel's own messages, made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Refusal))]
[JsonSerializable(typeof(Done))]
internal sealed partial class KernelJson : JsonSerializerContext;
