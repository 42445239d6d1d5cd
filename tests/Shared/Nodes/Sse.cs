using System.Text.Json;

namespace Fresnel.Tests.Nodes;

/// <summary>Reads server-sent events.</summary>
internal static class Sse
{
    /// <summary>The next event of a name, or of any.</summary>
    public static async Task<(string Name, string? Id, JsonElement Json)> NextAsync(StreamReader reader, string? name)
    {
        string? id = null;
        string? type = null;
        while (true)
        {
            var line = await reader.ReadLineAsync().WaitAsync(Eventually.Patience);
            Assert.NotNull(line);
            if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
            if (line.StartsWith("event: ", StringComparison.Ordinal)) type = line[7..];
            if (line.StartsWith("data: ", StringComparison.Ordinal) && (name is null || type == name)) return (type!, id, JsonDocument.Parse(line[6..]).RootElement.Clone());
        }
    }
}
