using Fresnel.Cluster.Node.Configuration;
using Fresnel.Inference.Batching;
using Fresnel.Inference.Detection;
using Fresnel.Inference.Sessions;
using Fresnel.Service.Configuration;
using Fresnel.Storage.Folder;

namespace Fresnel.Cluster.Node.Hosting;

/// <summary>Where a node finds its models, and how it runs them.</summary>
internal static class ModelFolders
{
    /// <summary>Those of the configuration; else <c>models</c> in the data folder, then the shipped ones.</summary>
    public static IReadOnlyList<string> Choose(ModelsOptions options, DataFolder folder) => Analyze.ModelFolders.Choose(options.Folders, folder.Root);

    /// <summary>Providers, device, threads and limits.</summary>
    /// <exception cref="ConfigurationException">A provider is not known.</exception>
    public static DetectorOptions Options(ModelsOptions options) => new()
    {
        Session = new ModelSessionOptions { Providers = [.. options.Providers.Select(Provider)], DeviceId = options.Device, Threads = options.Threads },
        Batching = new BatcherOptions { RunLimit = options.RunLimit, CircuitFailures = options.CircuitFailures, CircuitOpenFor = options.CircuitOpenFor },
    };

    /// <summary>The provider of a name.</summary>
    /// <exception cref="ConfigurationException">There is none.</exception>
    public static ExecutionProvider Provider(string name) =>
        Enum.TryParse<ExecutionProvider>(name, ignoreCase: true, out var provider) && Enum.IsDefined(provider) && !char.IsAsciiDigit(name[0])
            ? provider
            : throw new ConfigurationException($"Models:Providers holds '{Messages.EntityId.Printable(name)}'; allowed: {string.Join(", ", Enum.GetNames<ExecutionProvider>())}.");
}
