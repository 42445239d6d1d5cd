using System.Text.Json;
using Fresnel.Cluster.Node.Api.Contracts;
using Fresnel.Service.Api;
using Fresnel.Service.Api.Streams;
using Fresnel.Service.Configuration;
using Fresnel.Storage.Events;

namespace Fresnel.Cluster.Node.Api.Streams;

/// <summary>The journal's events as they are written, resumable: every event is read from the journal, none is missed.</summary>
public sealed class EventFeed(IEventSource events, ApiOptions options, TimeProvider time)
{
    private const int PageSize = 200;

    /// <summary>An event as callers see it.</summary>
    public static EventAnswer Answer(StoredEvent @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        return Answer(@event, @event.Cursor.ToString());
    }

    /// <summary>An event as callers see it, under a cursor or without one.</summary>
    public static EventAnswer Answer(StoredEvent stored, string? cursor)
    {
        ArgumentNullException.ThrowIfNull(stored);
        using var document = JsonDocument.Parse(stored.Message.Json);
        return new EventAnswer(cursor, stored.Entity.ToString(), stored.Seq, stored.Activation, stored.Message.Name, stored.Message.Version, stored.At, document.RootElement.Clone());
    }

    /// <summary>Streams events after a cursor until cancelled.</summary>
    /// <param name="context">The request.</param>
    /// <param name="after">The last event the client has.</param>
    /// <param name="kind">Only events whose entity is this one (<c>camera/front-door</c>); null for all.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async Task WriteAsync(HttpContext context, EventCursor after, string? kind, CancellationToken cancellationToken)
    {
        var page = await events.ReadAsync(after, PageSize, cancellationToken); // a foreign cursor is a problem answer, not a broken stream
        var writer = await SseWriter.BeginAsync(context, cancellationToken);
        var waited = time.GetTimestamp();
        while (true)
        {
            foreach (var found in page.Events)
            {
                if (kind is not null && found.Entity.ToString() != kind) continue;
                writer.Event(found.Message.Name, found.Cursor.ToString(), JsonSerializer.SerializeToUtf8Bytes(Answer(found), ApiJson.Options));
                waited = time.GetTimestamp();
            }

            await writer.FlushAsync(cancellationToken);
            if (page.Events.Count < PageSize && !await WaitAsync(page.Next, cancellationToken))
            {
                writer.Heartbeat();
                await writer.FlushAsync(cancellationToken);
            }
            else if (time.GetElapsedTime(waited) > options.Heartbeat)
            {
                waited = time.GetTimestamp();
                writer.Heartbeat(); // only events of others came by
            }

            page = await events.ReadAsync(page.Next, PageSize, cancellationToken);
        }
    }

    // False where nothing came for as long as a heartbeat takes.
    private async Task<bool> WaitAsync(EventCursor after, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Heartbeat, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await events.WaitAsync(after, both.Token);
            return true;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
