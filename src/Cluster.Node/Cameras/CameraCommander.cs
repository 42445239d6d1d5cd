using Fresnel.Actors.Cameras;
using Fresnel.Cluster.Node.Api;
using Fresnel.Cluster.Node.Api.Contracts;
using Fresnel.Clustering.Commands;
using Fresnel.Inference;
using Fresnel.Inference.Manifests;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Media;
using Fresnel.Media.Probing;
using Fresnel.Media.Sources;
using Fresnel.Messages;
using Fresnel.Messages.Cameras;
using Fresnel.Service.Api.Problems;
using Fresnel.Service.Configuration;
using Fresnel.Storage;

namespace Fresnel.Cluster.Node.Cameras;

/// <summary>Turns what callers ask into commands: checks settings, keeps credentials apart, sends, and reads the answer.</summary>
public sealed class CameraCommander(
    IEntityGateway gateway, CameraReader reader, CredentialVault vault, ModelCatalog models, VideoProbe probe, ApiOptions options, TimeProvider time, ILogger<CameraCommander> log)
{
    private const int MergeAttempts = 4;

    /// <summary>Creates a camera.</summary>
    /// <param name="request">Its name and settings.</param>
    /// <param name="idempotencyKey">Names the request; sent again under the same key it has one effect. Null: a new one.</param>
    /// <param name="cancellationToken">Stops waiting; the command may still be carried out.</param>
    /// <exception cref="ApiProblemException">Refused, with the code.</exception>
    public async Task<CameraViews.Camera> CreateAsync(CreateCamera request, string? idempotencyKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var id = Names.Check(request.Name);
        var (settings, change) = CredentialChange.Resolve(request.Settings, null, null);
        Check(settings);
        await CheckVideoAsync(settings, cancellationToken);

        // The credential of a camera that is there is not touched by a request to create it again.
        if (await reader.FindFreshAsync(id.Name, cancellationToken) is { Status: not CameraStatus.Deleted }) change = new CredentialChange(CredentialChangeKind.Keep);
        await SendAsync(id, new CameraCommands.Create(settings, request.Enabled), "create", RequestKey.Of(idempotencyKey, request), change, cancellationToken);
        return await GetAsync(id, cancellationToken);
    }

    /// <summary>Replaces (PUT) or merges (PATCH) settings.</summary>
    /// <param name="name">The camera.</param>
    /// <param name="input">The settings given.</param>
    /// <param name="merge">Whether what is left out keeps its value.</param>
    /// <param name="expectedVersion">The version the change was made from; null for whatever it is.</param>
    /// <param name="idempotencyKey">Names the request.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<CameraViews.Camera> ChangeAsync(
        string name, CameraSettingsInput input, bool merge, long? expectedVersion, string? idempotencyKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var id = Names.Check(name);
        idempotencyKey = RequestKey.Of(idempotencyKey, input, merge, expectedVersion);
        for (var attempt = 1; ; attempt++)
        {
            var camera = await FreshAsync(id, cancellationToken);
            var (settings, change) = CredentialChange.Resolve(input, camera.Settings, merge ? camera.Settings : null);
            Check(settings);
            if (settings.Source != camera.Settings.Source) await CheckVideoAsync(settings, cancellationToken);
            var from = expectedVersion ?? (merge ? camera.SettingsVersion : null);
            var key = attempt == 1 || idempotencyKey is null ? idempotencyKey : $"{idempotencyKey}/{attempt}";
            try
            {
                await SendAsync(id, new CameraCommands.Change(settings, from, change.Kind is CredentialChangeKind.Set), "change", key, change, cancellationToken);
                return await GetAsync(id, cancellationToken);
            }
            catch (ApiProblemException problem) when (problem.Code is ProblemCodes.VersionConflict && expectedVersion is null && attempt < MergeAttempts)
            {
                // Somebody changed the settings between reading and writing: merge again, over theirs.
            }
        }
    }

    /// <summary>Starts watching.</summary>
    public Task<CameraViews.Camera> EnableAsync(string name, string? idempotencyKey, CancellationToken cancellationToken) =>
        SimpleAsync(name, new CameraCommands.Enable(), "enable", idempotencyKey, cancellationToken);

    /// <summary>Stops watching.</summary>
    public Task<CameraViews.Camera> DisableAsync(string name, string? idempotencyKey, CancellationToken cancellationToken) =>
        SimpleAsync(name, new CameraCommands.Disable(), "disable", idempotencyKey, cancellationToken);

    /// <summary>Ends the camera and forgets its credential.</summary>
    public async Task DeleteAsync(string name, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var id = Names.Check(name);
        await SendAsync(id, new CameraCommands.Delete(), "delete", idempotencyKey, new CredentialChange(CredentialChangeKind.Keep), cancellationToken);
        await vault.ClearAsync(id, CancellationToken.None);
        await reader.FindFreshAsync(id.Name, cancellationToken);
    }

    private async Task<CameraViews.Camera> SimpleAsync(string name, CameraCommand command, string verb, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var id = Names.Check(name);
        await SendAsync(id, command, verb, idempotencyKey, new CredentialChange(CredentialChangeKind.Keep), cancellationToken);
        return await GetAsync(id, cancellationToken);
    }

    private async Task<CameraViews.Camera> FreshAsync(EntityId id, CancellationToken cancellationToken) =>
        await reader.FindFreshAsync(id.Name, cancellationToken) is { Status: not CameraStatus.Deleted } camera
            ? camera
            : throw new ApiProblemException(ProblemCodes.CameraNotFound, $"There is no camera '{id.Name}'.");

    private async Task<CameraViews.Camera> GetAsync(EntityId id, CancellationToken cancellationToken) =>
        await reader.FindFreshAsync(id.Name, cancellationToken)
        ?? throw new ApiProblemException(ProblemCodes.NotReady, $"The camera '{id.Name}' was written and cannot be read yet; ask again.");

    private void Check(CameraSettings settings)
    {
        var problems = CameraSettingsRules.Problems(settings).ToList();
        if (problems.Count > 0)
        {
            throw new ApiProblemException(ProblemCodes.SettingsInvalid, problems[0]) { More = new Dictionary<string, object?> { ["problems"] = problems } };
        }

        try
        {
            models.Find(settings.Model);
        }
        catch (ModelException fault) when (fault.Code == "unknown-model")
        {
            throw new ApiProblemException(ProblemCodes.ModelUnknown, fault.Message, fault);
        }
    }

    // A stream may be away for now; a file that is no video will never be one.
    private async Task CheckVideoAsync(CameraSettings settings, CancellationToken cancellationToken)
    {
        var source = VideoSource.Parse(settings.Source);
        if (source.Kind is not SourceKind.File) return;
        try
        {
            await probe.ProbeAsync(source, cancellationToken);
        }
        catch (MediaException fault)
        {
            throw new ApiProblemException(ProblemCodes.SettingsInvalid, $"source: {EntityId.Printable(fault.Message)}", fault);
        }
    }

    private async Task SendAsync(
        EntityId id, CameraCommand command, string verb, string? idempotencyKey, CredentialChange change, CancellationToken cancellationToken)
    {
        var former = change.Kind is CredentialChangeKind.Keep ? null : await vault.ReadAsync(id, cancellationToken);
        if (change.Kind is CredentialChangeKind.Set) await vault.SetAsync(id, change.Source, change.Credential!, cancellationToken);
        try
        {
            var commandId = idempotencyKey is null ? Guid.NewGuid().ToString("N") : $"{verb}:{idempotencyKey}";
            var reply = await gateway.SendAsync(id, command, commandId, time.GetUtcNow() + options.CommandLimit, cancellationToken);
            if (reply is Refusal refusal) throw Refused(refusal);
            log.CommandAnswered(verb, id.ToString(), "accepted");
        }
        catch (ApiProblemException problem)
        {
            log.CommandAnswered(verb, id.ToString(), problem.Code);
            if (change.Kind is CredentialChangeKind.Set) await RestoreAsync(id, former);
            throw;
        }

        if (change.Kind is CredentialChangeKind.Clear) await vault.ClearAsync(id, CancellationToken.None);
    }

    private async Task RestoreAsync(EntityId id, string? former)
    {
        try
        {
            await vault.RestoreAsync(id, former, CancellationToken.None);
        }
        catch (StoreUnavailableException fault)
        {
            log.CredentialNotRestored(id.ToString(), fault.Message);
        }
    }

    private static ApiProblemException Refused(Refusal refusal) => new(
        refusal.Code switch
        {
            RefusalCodes.StoreUnavailable => ProblemCodes.JournalUnavailable,
            RefusalCodes.Fenced or RefusalCodes.Stopping or RefusalCodes.Conflict => ProblemCodes.NotReady,
            RefusalCodes.Failed => ProblemCodes.Internal,
            var code => code,
        },
        refusal.Message);
}
