namespace Fresnel.Inference.Manifests;

/// <summary>
/// The models in one or several folders, each <c>&lt;folder&gt;/&lt;name&gt;/model.yaml</c>. Where two folders hold the same id,
/// the folder named first wins. Manifests are read at each call, so a model dropped in is found without a restart.
/// </summary>
public sealed class ModelCatalog
{
    private readonly string[] folders;

    /// <summary>A catalog over folders, in order of precedence; a folder that is not there holds no models.</summary>
    public ModelCatalog(params IEnumerable<string> folders) => this.folders = [.. folders.Select(Path.GetFullPath)];

    /// <summary>The folders, in order of precedence.</summary>
    public IReadOnlyList<string> Folders => folders;

    /// <summary>Every model by id, ascending. A manifest that is not valid is left out and handed to <paramref name="onInvalid"/>.</summary>
    public IReadOnlyList<ModelManifest> List(Action<ModelException>? onInvalid = null)
    {
        var found = new SortedDictionary<string, ModelManifest>(StringComparer.Ordinal);
        foreach (var path in ManifestPaths())
        {
            try
            {
                var manifest = ModelManifestReader.Read(path);
                found.TryAdd(manifest.Id, manifest);
            }
            catch (ModelException fault)
            {
                onInvalid?.Invoke(fault);
            }
        }

        return [.. found.Values];
    }

    /// <summary>The model of an id.</summary>
    /// <exception cref="ModelException">
    /// Code <c>unknown-model</c>: no such model, the message lists the known ones. Code <c>manifest</c>: the folder of that
    /// name is there and its manifest is not valid.
    /// </exception>
    public ModelManifest Find(string id)
    {
        ModelException? own = null;
        var models = List(fault => own ??= fault.Message.Contains(Path.DirectorySeparatorChar + id + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? fault : null);
        if (models.FirstOrDefault(model => model.Id == id) is { } found) return found;
        if (own is not null) throw own;
        var shown = new string([.. id.Where(letter => !char.IsControl(letter)).Take(64)]);
        var known = models.Count == 0 ? $"none (looked in {string.Join(", ", folders)})" : string.Join(", ", models.Select(model => model.Id));
        throw new ModelException("unknown-model", $"There is no model '{shown}'; known models: {known}.");
    }

    private IEnumerable<string> ManifestPaths() =>
        from folder in folders
        where Directory.Exists(folder)
        from model in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)
        let path = Path.Combine(model, ModelManifestReader.FileName)
        where File.Exists(path)
        select path;
}
