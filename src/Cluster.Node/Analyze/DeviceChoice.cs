using System.Globalization;
using Fresnel.Inference.Sessions;
using Fresnel.Service.Commands;

namespace Fresnel.Cluster.Node.Analyze;

/// <summary>Execution providers in the order they are tried, and the number of the GPU.</summary>
/// <param name="Providers">At least one.</param>
/// <param name="DeviceId">0 to 63.</param>
public sealed record DeviceChoice(IReadOnlyList<ExecutionProvider> Providers, int DeviceId)
{
    /// <summary>Reads <c>cpu</c>, <c>cuda</c>, <c>tensorrt</c>, each GPU with an optional number (<c>cuda:1</c>), several separated by commas.</summary>
    /// <exception cref="UserErrorException">Another text.</exception>
    public static DeviceChoice Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var providers = new List<ExecutionProvider>();
        var device = 0;
        foreach (var part in text.Split(','))
        {
            var (name, number) = part.Split(':') switch
            {
                [var only] => (only, null),
                [var first, var second] => (first, second),
                _ => ("", null),
            };
            ExecutionProvider? provider = name.Trim().ToLowerInvariant() switch
            {
                "cpu" when number is null => ExecutionProvider.Cpu,
                "cuda" => ExecutionProvider.Cuda,
                "tensorrt" => ExecutionProvider.TensorRt,
                _ => null,
            };
            if (provider is not { } known || (number is not null && (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out device) || device > 63)))
            {
                throw new UserErrorException($"'--device {text}' is not a device; allowed: cpu, cuda or tensorrt, a GPU with its number (cuda:1, 0 to 63), several separated by commas.");
            }

            providers.Add(known);
        }

        return new DeviceChoice(providers, device);
    }
}
