namespace Fresnel.Inference.Sessions;

/// <summary>How a model is loaded.</summary>
public sealed class ModelSessionOptions
{
    /// <summary>Providers in the order they are tried; default CPU alone. CPU is tried last where it is not named.</summary>
    public IReadOnlyList<ExecutionProvider> Providers { get; init; } = [ExecutionProvider.Cpu];

    /// <summary>Number of the GPU, 0 to 63; default 0. Of no meaning on CPU.</summary>
    public int DeviceId { get; init; }

    /// <summary>Threads one run may use on the processor, 0 to 256; default 0: one a core.</summary>
    public int Threads { get; init; }

    /// <summary>Whether threads spin between runs: quicker when runs follow each other closely, at the price of processor time; default false.</summary>
    public bool Spin { get; init; }

    /// <summary>Most input shapes kept bound at once, 1 to 1024; default 128. Beyond it the one not used longest is let go.</summary>
    public int MaxBindings { get; init; } = 128;

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the option, the value and the range.</exception>
    public void Validate()
    {
        Check(nameof(DeviceId), DeviceId, 0, 63);
        Check(nameof(Threads), Threads, 0, 256);
        Check(nameof(MaxBindings), MaxBindings, 1, 1024);
        if (Providers.Count == 0) throw new ArgumentOutOfRangeException(nameof(Providers), "", "Providers is empty; allowed: at least one of TensorRT, CUDA, CPU.");
    }

    private static void Check(string name, int value, int least, int most)
    {
        if (value < least || value > most) throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; allowed: {least} to {most}.");
    }
}
