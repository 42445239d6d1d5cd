using System.CommandLine;
using Fresnel.Messages;
using Fresnel.Messages.Cluster;
using Fresnel.Pbm.Http;
using Fresnel.Pbm.Output;

namespace Fresnel.Pbm.Commands;

/// <summary>One run of a verb: its arguments, whom it asks, and where it writes.</summary>
internal sealed record Call(ParseResult Parse, Surroundings Around, ClusterClient Client, Screen Screen, bool Json)
{
    /// <summary>The members known, or none where they were not told.</summary>
    public async Task<IReadOnlyList<ClusterViews.Member>> MembersAsync(CancellationToken cancellationToken) =>
        (await Client.GetAsync<ClusterViews.MemberList>(Paths.Members, cancellationToken)).Value.Members ?? [];

    /// <summary>Reads <c>kind/name</c>; a bare name is not guessed at, and a near one is suggested.</summary>
    /// <exception cref="PbmException">It is not of that form.</exception>
    public static EntityId Entity(string text)
    {
        if (EntityId.TryParse(text, out var entity)) return entity;
        var hint = EntityId.IsValidPart(text) ? $" did you mean 'camera/{text}'?" : $" kind/name, for example camera/front-door; each is {EntityId.Allowed}.";
        throw new PbmException($"'{EntityId.Printable(text)}' is not an entity:{hint}", ExitCodes.Usage);
    }

    /// <summary>Checks a name of a camera or member.</summary>
    /// <exception cref="PbmException">It is not of the allowed form.</exception>
    public static string Name(string text, string what)
    {
        if (EntityId.IsValidPart(text)) return text;
        var bare = text.StartsWith($"{what}/", StringComparison.Ordinal) ? text[(what.Length + 1)..] : "";
        var hint = EntityId.IsValidPart(bare) ? $" did you mean '{bare}'?" : $" {EntityId.Allowed}.";
        throw new PbmException($"'{EntityId.Printable(text)}' is not the name of a {what}:{hint}", ExitCodes.Usage);
    }

    /// <summary>Runs what names a camera; where there is no such camera, says which one may have been meant.</summary>
    public async Task<T> CameraAsync<T>(string name, Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask();
        }
        catch (ProblemException problem) when (problem.Code is "camera-not-found" or "entity-not-found")
        {
            var known = (await TryAsync(() => Client.GetAsync<CameraView.List>(Paths.Cameras, cancellationToken)))?.Value.Items ?? [];
            throw new PbmException($"there is no camera '{name}'.{Hint(name, [.. known.Select(c => c.Name ?? "")], "'pbm camera list' shows them")}", ExitCodes.NotFound, problem);
        }
    }

    /// <summary>Runs what names a member; where there is no such member, says which one may have been meant.</summary>
    public async Task<T> MemberAsync<T>(string id, Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask();
        }
        catch (ProblemException problem) when (problem.Code is "member-not-found")
        {
            throw NoMember(id, await TryAsync(() => MembersAsync(cancellationToken)) ?? []);
        }
    }

    /// <summary>There is no member of that name.</summary>
    public static PbmException NoMember(string id, IReadOnlyList<ClusterViews.Member> known) =>
        new($"there is no member '{id}'.{Hint(id, [.. known.Select(m => m.Id ?? "")], "'pbm cluster show' shows them")}", ExitCodes.NotFound);

    /// <summary>Asks the person; without one the answer is no.</summary>
    public async Task<bool> ConfirmAsync(string question, CancellationToken cancellationToken)
    {
        await Around.Error.WriteAsync($"{Cell.Clean(question)} [y/N] ".AsMemory(), cancellationToken);
        await Around.Error.FlushAsync(cancellationToken);
        var answer = await Task.Run(() => Around.Input.ReadLine(), cancellationToken).WaitAsync(cancellationToken);
        return answer?.Trim().ToLowerInvariant() is "y" or "yes";
    }

    /// <summary>Says how it goes, to people only.</summary>
    public void Say(string line)
    {
        if (!Json) Screen.Line(line);
    }

    private static string Hint(string word, IReadOnlyList<string> known, string otherwise)
    {
        var near = Hints.Near(word, known.Where(k => k.Length > 0));
        return near.Length > 0 ? near.Replace(" did", " Did", StringComparison.Ordinal) : $" {otherwise}.";
    }

    private static async Task<T?> TryAsync<T>(Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (Exception fault) when (fault is ProblemException or UnreachableException)
        {
            return null; // it is only for a better message
        }
    }
}
