using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fresnel.Engine.Counting;

namespace Fresnel.Engine.Protocol;

/// <summary>A stream of lines of JSON in both directions. One reader; writers are serialized.</summary>
/// <param name="stream">The stream; disposed with this.</param>
internal sealed class JsonLines(Stream stream) : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Options = new(CounterCodec.Instance.Options)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private static readonly byte[] NewLine = "\n"u8.ToArray();

    private readonly StreamReader reader = new(stream, new UTF8Encoding(false), false, 64 * 1024, leaveOpen: true);
    private readonly SemaphoreSlim writing = new(1);

    /// <summary>Reads the next line; null at the end.</summary>
    /// <exception cref="JsonException">The line is not a <typeparamref name="T"/>.</exception>
    public async ValueTask<T?> ReadAsync<T>(CancellationToken cancellationToken)
        where T : class
    {
        var line = await reader.ReadLineAsync(cancellationToken);
        return line is null ? null : JsonSerializer.Deserialize<T>(line, Options);
    }

    /// <summary>Writes a line.</summary>
    public async Task WriteAsync<T>(T message, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(message, Options);
        var line = new byte[json.Length + NewLine.Length];
        json.CopyTo(line, 0);
        NewLine.CopyTo(line, json.Length);
        await writing.WaitAsync(cancellationToken);
        try
        {
            await stream.WriteAsync(line, cancellationToken);
        }
        finally
        {
            writing.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        reader.Dispose();
        writing.Dispose();
        await stream.DisposeAsync();
    }
}
