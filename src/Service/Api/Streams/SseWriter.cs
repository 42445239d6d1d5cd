using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Fresnel.Service.Api.Streams;

/// <summary>Writes server-sent events. A flush waits for the client, so nothing piles up for one that does not read.</summary>
public sealed class SseWriter
{
    private readonly PipeWriter body;

    private SseWriter(PipeWriter body) => this.body = body;

    /// <summary>Begins the answer.</summary>
    public static async Task<SseWriter> BeginAsync(HttpContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        var writer = new SseWriter(context.Response.BodyWriter);
        writer.Raw("retry: 1000\n\n"u8);
        await writer.FlushAsync(cancellationToken);
        return writer;
    }

    /// <summary>Adds an event; <paramref name="data"/> is one line of JSON.</summary>
    public void Event(string name, string? id, ReadOnlySpan<byte> data)
    {
        if (id is not null) Text($"id: {id}\n");
        Text($"event: {name}\ndata: ");
        Raw(data);
        Raw("\n\n"u8);
    }

    /// <summary>Adds a comment that keeps the connection alive.</summary>
    public void Heartbeat() => Raw(": alive\n\n"u8);

    /// <summary>Sends what was added, waiting for the client to take it.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        var result = await body.FlushAsync(cancellationToken);
        if (result.IsCompleted) throw new OperationCanceledException("The client is gone.", cancellationToken);
    }

    private void Text(string text) => Encoding.UTF8.GetBytes(text, body);

    private void Raw(ReadOnlySpan<byte> bytes) => body.Write(bytes);
}
