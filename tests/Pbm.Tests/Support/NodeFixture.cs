namespace Fresnel.Pbm.Tests.Support;

/// <summary>One running node whose API wants a token, with one camera on a moving test picture.</summary>
public sealed class NodeFixture : NodeHome
{
    /// <summary>The token.</summary>
    internal const string Token = "a-token-of-the-tests-0123456789";

    internal string Video { get; private set; } = "";

    internal string TokenFile { get; private set; } = "";

    /// <summary>What makes pbm ask this node.</summary>
    internal (string, string)[] Variables => [("FRESNEL_HOST", Node.Address.ToString()), ("FRESNEL_TOKEN", Token)];

    public override async Task InitializeAsync()
    {
        Video = await TestPlaces.MakeVideoAsync(Folder);
        TokenFile = Path.Combine(Folder, "token");
        await File.WriteAllTextAsync(TokenFile, $"{Token}\n");
        await StartAsync($"Api:Token={Token}");
        Client.DefaultRequestHeaders.Add("Authorization", $"Bearer {Token}");
        await Client.CreateCameraAsync("front-door", new { source = Video, analysisFps = 2, motionGating = false });
    }

    /// <summary>Runs pbm against the node.</summary>
    internal Task<PbmRun> PbmAsync(string arguments, string? input = null, int? width = null) => PbmRun.OfAsync(arguments, input, width, Folder, Variables);
}
