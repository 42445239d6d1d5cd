namespace Fresnel.Service.Api.Problems;

/// <summary>The stable codes of problem answers, each with its HTTP status and title. The table in docs/api.md is checked against this one.</summary>
public static class ProblemCodes
{
    /// <summary>No camera of that name.</summary>
    public const string CameraNotFound = "camera-not-found";

    /// <summary>No episode of that number.</summary>
    public const string EpisodeNotFound = "episode-not-found";

    /// <summary>No such artifact, or no longer kept.</summary>
    public const string ArtifactNotFound = "artifact-not-found";

    /// <summary>The camera runs and has no picture yet, or does not run.</summary>
    public const string PictureNotAvailable = "picture-not-available";

    /// <summary>No such route.</summary>
    public const string NotFound = "not-found";

    /// <summary>The route exists, not with this method.</summary>
    public const string MethodNotAllowed = "method-not-allowed";

    /// <summary>The name is not one an entity may have.</summary>
    public const string NameInvalid = "name-invalid";

    /// <summary>A setting is out of range or of the wrong form.</summary>
    public const string SettingsInvalid = "settings-invalid";

    /// <summary>The body is not the JSON that is expected.</summary>
    public const string BodyInvalid = "body-invalid";

    /// <summary>The body is larger than is allowed.</summary>
    public const string BodyTooLarge = "body-too-large";

    /// <summary>The body is not JSON by its content type.</summary>
    public const string MediaTypeUnsupported = "media-type-unsupported";

    /// <summary>A value of the query or of a header is of the wrong form or out of range.</summary>
    public const string QueryInvalid = "query-invalid";

    /// <summary>The model is not known here.</summary>
    public const string ModelUnknown = "model-unknown";

    /// <summary>The settings have another version than expected.</summary>
    public const string VersionConflict = "version-conflict";

    /// <summary>There is or was a camera of that name.</summary>
    public const string AlreadyExists = "already-exists";

    /// <summary>The entity refused, for a reason its own code tells.</summary>
    public const string Refused = "refused";

    /// <summary>The cursor belongs to another history of the journal: start anew.</summary>
    public const string CursorForeign = "cursor-foreign";

    /// <summary>No answer in time; the command may have been carried out.</summary>
    public const string DeadlinePassed = "deadline-passed";

    /// <summary>The broker takes no messages for now; the command was not sent.</summary>
    public const string BrokerBlocked = "broker-blocked";

    /// <summary>The broker is not reachable.</summary>
    public const string BrokerLost = "broker-lost";

    /// <summary>No node owns the entity now.</summary>
    public const string NoOwner = "no-owner";

    /// <summary>The journal cannot be read or written.</summary>
    public const string JournalUnavailable = "journal-unavailable";

    /// <summary>What the journal holds is not what was written.</summary>
    public const string JournalDamaged = "journal-damaged";

    /// <summary>The node is not ready or is stopping.</summary>
    public const string NotReady = "not-ready";

    /// <summary>No member of that name, or it cannot be told any more.</summary>
    public const string MemberNotFound = "member-not-found";

    /// <summary>No entity of that kind and name ever wrote an event.</summary>
    public const string EntityNotFound = "entity-not-found";

    /// <summary>The member that has what was asked for cannot be reached.</summary>
    public const string OwnerUnreachable = "owner-unreachable";

    /// <summary>The token is missing or wrong.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>The page that asks is of another origin.</summary>
    public const string OriginRefused = "origin-refused";

    /// <summary>The Host header names a host that is not this node.</summary>
    public const string HostRefused = "host-refused";

    /// <summary>As many live streams are open as are allowed.</summary>
    public const string TooManyStreams = "too-many-streams";

    /// <summary>A fault of the node; the log says more.</summary>
    public const string Internal = "internal";

    private static readonly Dictionary<string, (int Status, string Title)> Table = new()
    {
        [CameraNotFound] = (404, "No such camera"),
        [EpisodeNotFound] = (404, "No such episode"),
        [ArtifactNotFound] = (404, "No such artifact"),
        [PictureNotAvailable] = (404, "No picture"),
        [NotFound] = (404, "No such route"),
        [MethodNotAllowed] = (405, "Method not allowed"),
        [NameInvalid] = (400, "Not a name"),
        [SettingsInvalid] = (400, "Settings not allowed"),
        [BodyInvalid] = (400, "Body not understood"),
        [BodyTooLarge] = (413, "Body too large"),
        [MediaTypeUnsupported] = (415, "Content type not supported"),
        [QueryInvalid] = (400, "Query not understood"),
        [ModelUnknown] = (400, "No such model"),
        [VersionConflict] = (409, "Settings were changed meanwhile"),
        [AlreadyExists] = (409, "Name is taken"),
        [Refused] = (409, "Refused"),
        [CursorForeign] = (410, "Cursor of another history"),
        [DeadlinePassed] = (504, "No answer in time"),
        [BrokerBlocked] = (503, "Broker blocked"),
        [BrokerLost] = (503, "Broker not reachable"),
        [NoOwner] = (503, "No owner"),
        [JournalUnavailable] = (503, "Journal not available"),
        [JournalDamaged] = (500, "Journal damaged"),
        [NotReady] = (503, "Not ready"),
        [MemberNotFound] = (404, "No such member"),
        [EntityNotFound] = (404, "No such entity"),
        [OwnerUnreachable] = (503, "Owner not reachable"),
        [Unauthorized] = (401, "Token required"),
        [OriginRefused] = (403, "Origin refused"),
        [HostRefused] = (421, "Host refused"),
        [TooManyStreams] = (429, "Too many streams"),
        [Internal] = (500, "Fault of the node"),
    };

    /// <summary>Every code.</summary>
    public static IReadOnlyCollection<string> All => Table.Keys;

    /// <summary>The HTTP status and title of a code; a code that is not in the table is a refusal by an entity (409).</summary>
    public static (int Status, string Title) Describe(string code) => Table.TryGetValue(code, out var known) ? known : (409, "Refused");
}
