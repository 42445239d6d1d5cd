using System.Runtime.CompilerServices;
using System.Text;

namespace Fresnel.Pbm.Http;

/// <summary>Server-sent events of one answer: the data of each, comments left out.</summary>
internal sealed class EventStream : IDisposable
{
    /// <summary>A silent stream says every 10 s that it is alive: one that does not for longer is dead.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(35);

    private readonly HttpResponseMessage response;
    private readonly StreamReader reader;

    private EventStream(HttpResponseMessage response, StreamReader reader)
    {
        this.response = response;
        this.reader = reader;
    }

    /// <summary>Begins to read.</summary>
    public static async Task<EventStream> OpenAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        new(response, new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8));

    /// <summary>The data of each event, until the stream ends.</summary>
    /// <exception cref="IOException">The connection was lost, or was silent for too long.</exception>
    public async IAsyncEnumerable<string> ReadAsync(TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var data = new StringBuilder();
        while (await LineAsync(time, cancellationToken) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                if (data.Length > 0) data.Append('\n');
                data.Append(line.AsSpan(line.Length > 5 && line[5] == ' ' ? 6 : 5));
            }
            else if (line.Length == 0 && data.Length > 0)
            {
                yield return data.ToString();
                data.Clear();
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        reader.Dispose();
        response.Dispose();
    }

    private async Task<string?> LineAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(Silence, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            return await reader.ReadLineAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"nothing came for {Silence.TotalSeconds:0} s");
        }
        catch (HttpRequestException fault)
        {
            throw new IOException(fault.Message, fault);
        }
    }
}
