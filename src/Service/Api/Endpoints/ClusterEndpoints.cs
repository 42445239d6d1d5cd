using System.Globalization;
using Fresnel.Messages;
using Fresnel.Messages.Cluster;
using Fresnel.Service.Api.Problems;
using Fresnel.Service.Api.Streams;
using Fresnel.Service.Cluster;
using Fresnel.Service.Peers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fresnel.Service.Api.Endpoints;

/// <summary>The cluster as this process sees it: members, shards, places, what happened, queues; and asking members to go.</summary>
public static class ClusterEndpoints
{
    private const int MaxHappenings = 1000;

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder api)
    {
        var cluster = api.MapGroup("/cluster").WithTags("cluster");
        cluster.MapGet("", (ClusterReader reader, CancellationToken cancellationToken) => reader.SummaryAsync(cancellationToken))
            .WithName("getCluster").WithSummary("The cluster in a few words, with what is wrong; answered also while broker or database are away.");
        cluster.MapGet("/members", (ClusterView view) => TypedResults.Ok(new ClusterViews.MemberList(view.Members)))
            .WithName("listMembers").WithSummary("Every member known, by name.");
        cluster.MapGet("/shards", (ClusterReader reader, CancellationToken cancellationToken) => reader.ShardsAsync(cancellationToken))
            .WithName("listShards").WithSummary("Every shard with its owner.");
        cluster.MapGet("/where/{kind}/{name}", (string kind, string name, ClusterReader reader, CancellationToken cancellationToken) => reader.WhereAsync(Entity(kind, name), cancellationToken))
            .WithName("findEntity").WithSummary("Where an entity lives, or would.");
        cluster.MapGet("/happenings", Happenings).WithName("listHappenings").WithSummary("What happened to the cluster in the last minutes, oldest first.");
        cluster.MapGet("/happenings/stream", Follow).WithName("streamHappenings").Produces(200, contentType: "text/event-stream")
            .WithSummary("What happens to the cluster, as it happens (server-sent events). Last-Event-ID resumes; numbers begin anew with the process.");
        cluster.MapGet("/queues", Queues).WithName("listQueues").WithSummary("The queues of commands, and of those that could not be handled.");
        cluster.MapPost("/members/{id}/leave", Leave).WithName("leaveMember").Produces(202).WithSummary("Asks a member to hand its shards over and end.");
        cluster.MapPost("/members/{id}/down", Down).WithName("downMember").Produces(202).WithSummary("Strikes a member from the list: its shards go to others, and it ends where it still runs.");
        api.MapGet("/entities/{kind}/{name}", Explain).WithTags("cluster").WithName("explainEntity").WithSummary("Why an entity runs, or does not.");
    }

    private static EntityId Entity(string kind, string name) => EntityId.IsValidPart(kind) && EntityId.IsValidPart(name)
        ? new EntityId(kind, name)
        : throw new ApiProblemException(ProblemCodes.NameInvalid, $"'{EntityId.Printable($"{kind}/{name}")}' is not an entity: kind/name, each {EntityId.Allowed}.");

    private static Ok<ClusterViews.HappeningList> Happenings(ClusterView view, int? limit)
    {
        var count = limit ?? 100;
        if (count is < 1 or > MaxHappenings) throw new ApiProblemException(ProblemCodes.QueryInvalid, $"limit is {limit}; allowed: 1 to {MaxHappenings}.");
        return TypedResults.Ok(new ClusterViews.HappeningList([.. view.Happenings.TakeLast(count)]));
    }

    private static async Task Follow(HttpContext context, HappeningFeed feed, ClusterView view, StreamSlots slots)
    {
        var resume = context.Request.Headers["Last-Event-ID"].ToString();
        var after = view.Happenings is [.., var newest] ? newest.Number : 0;
        if (resume.Length > 0 && !long.TryParse(resume, NumberStyles.None, CultureInfo.InvariantCulture, out after))
            throw new ApiProblemException(ProblemCodes.QueryInvalid, $"Last-Event-ID is '{EntityId.Printable(resume)}'; allowed: the number of a happening.");
        await slots.RunAsync(context, ends => feed.WriteAsync(context, after, ends));
    }

    private static async Task<Ok<ClusterViews.QueueList>> Queues(ClusterView view, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ClusterViews.QueueList(await view.ReadQueuesAsync(cancellationToken)));

    private static Task<Ok<ClusterViews.Explanation>> Explain(HttpContext context, string kind, string name, EntityExplainer explainer, CancellationToken cancellationToken) =>
        OkAsync(explainer.ExplainAsync(Entity(kind, name), PeerForwarder.MayForward(context.Request), cancellationToken));

    private static async Task<Accepted> Leave(string id, ClusterReader reader, ClusterView view, CancellationToken cancellationToken)
    {
        var member = reader.Member(id);
        if (!await view.LeaveAsync(member.Id, cancellationToken))
            throw new ApiProblemException(ProblemCodes.MemberNotFound, $"The member '{member.Id}' is {member.Status} and cannot be told; 'down' strikes it from the list.");
        return TypedResults.Accepted((string?)null);
    }

    private static async Task<Accepted> Down(string id, ClusterReader reader, ClusterView view, CancellationToken cancellationToken)
    {
        var member = reader.Member(id);
        if (!await view.DownAsync(member.Id, cancellationToken))
            throw new ApiProblemException(ProblemCodes.NotReady, $"The member '{member.Id}' cannot be struck now: no lighthouse leads.");
        return TypedResults.Accepted((string?)null);
    }

    private static async Task<Ok<T>> OkAsync<T>(Task<T> answer) => TypedResults.Ok(await answer);
}
