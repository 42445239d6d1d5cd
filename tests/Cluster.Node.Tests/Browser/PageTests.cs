using System.Text.Json;
using Microsoft.Playwright;

namespace Fresnel.Cluster.Node.Tests.Browser;

public sealed class PageTests : IDisposable
{
    private const int PatienceMs = 120_000;
    private const string Chromium = "/usr/bin/chromium";

    // The canvas is not of one colour, and holds the colour of a track's label.
    private const string DrawnPixels = """
        () => {
          const canvas = document.querySelector('article canvas[data-boxes]');
          const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          const colours = ['5cc8ff', 'ffd166', '7ee081', 'ff8fa3', 'c8a6ff', 'ffa94d', '6ee7d8', 'f783e0', 'b5e853', '8fb4ff'];
          const seen = new Set();
          for (let i = 0; i < data.length; i += 4) {
            seen.add([data[i], data[i + 1], data[i + 2]].map((v) => v.toString(16).padStart(2, '0')).join(''));
          }
          return seen.size > 100 && colours.some((c) => seen.has(c));
        }
        """;

    private static readonly string[] Quiet =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly string folder = TestPlaces.NewFolder();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [DemoVideoFact]
    public async Task Page_ShowsBoxesAndEpisodes_AsksNobodyElse_AndComesBackAfterARestart()
    {
        Assert.True(File.Exists(Chromium), "chromium is not installed (apt-get install chromium)");
        var node = NodeProcess.Launch(["demo", "--data", folder, "--port", "0"]);
        try
        {
            await node.ReadyAsync();
            using var playwright = await Playwright.CreateAsync();
            await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = Quiet });
            var page = await browser.NewPageAsync();
            page.SetDefaultTimeout(PatienceMs);
            var (foreign, faults) = Listen(page, node.Address.GetLeftPart(UriPartial.Authority));

            await page.GotoAsync(node.Address.ToString());
            await page.Locator("article[data-camera=vtest] .pill[data-state=good]").WaitForAsync();
            await page.WaitForFunctionAsync(
                "() => Number(document.querySelector('article canvas[data-boxes]')?.dataset.tracks) > 0", null, new PageWaitForFunctionOptions { Timeout = PatienceMs });
            await Eventually.IsAsync(() => page.EvaluateAsync<bool>(DrawnPixels), "the picture is drawn, with the colours of tracks in it");
            await page.Locator("#episodes [data-episode='1']").WaitForAsync();
            await page.Locator("#events [data-type='camera.episode-opened']").First.WaitForAsync();
            Assert.NotEqual("–", await page.Locator("[data-is=decoded]").InnerTextAsync());

            await page.ClickAsync("#add");
            await page.FillAsync("#editor [name=name]", "Not A Name");
            await page.FillAsync("#editor [name=source]", "/nowhere.mp4");
            await page.ClickAsync("#editor-save");
            await page.Locator("#editor-problem", new PageLocatorOptions { HasText = "is not a name" }).WaitForAsync();
            await page.Keyboard.PressAsync("Escape");
            await page.ClickAsync("[data-do=toggle]");
            await page.Locator("article[data-camera=vtest] .pill[data-state=off]").WaitForAsync();

            var port = node.Address.Port;
            await node.DisposeAsync();
            await page.Locator("#banner", new PageLocatorOptions { HasText = "The node has not answered" }).WaitForAsync();
            node = NodeProcess.Launch(["demo", "--data", folder, "--port", $"{port}"]);
            await node.ReadyAsync();
            await page.Locator("#connection[data-state=good]").WaitForAsync();
            await page.Locator("article[data-camera=vtest] .pill[data-state=good]").WaitForAsync();

            Assert.Empty(foreign);
            Assert.Empty(faults);
        }
        finally
        {
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task Page_OfAPausedCamera_SaysWhyAndUntilWhen_AndTriesAgainWhenAsked()
    {
        Assert.True(File.Exists(Chromium), "chromium is not installed (apt-get install chromium)");
        var video = await TestPlaces.MakeVideoAsync(folder);
        var fault = Path.Combine(folder, "fault");
        await File.WriteAllTextAsync(fault, "kill -SEGV $$\n");
        var script = StandIn.Write(folder, $". {fault}\nexec ffmpeg \"$@\"");
        await using var node = await NodeProcess.StartAsync(
            Path.Combine(folder, "data"), "--set", $"Ffmpeg:FfmpegPath={script}", "--set", "Cameras:CrashesBeforePause=3", "--set", "Cameras:FirstPause=01:00:00");
        await node.Client.CreateCameraAsync("yard", new { source = video, analysisFps = 2, analysisWidth = 160 });
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = Quiet });
        var page = await browser.NewPageAsync(new BrowserNewPageOptions { TimezoneId = "UTC", Locale = "en-GB" });
        page.SetDefaultTimeout(PatienceMs);
        var (foreign, faults) = Listen(page, node.Address.GetLeftPart(UriPartial.Authority));

        await page.GotoAsync(node.Address.ToString());
        var card = page.Locator("article[data-camera=yard]");
        await card.Locator(".pill[data-state=bad]", new LocatorLocatorOptions { HasText = "Paused" }).WaitForAsync();
        await card.Locator(".veil p", new LocatorLocatorOptions { HasText = "or at once by “Try now”" }).WaitForAsync();
        var pause = (await node.Client.CameraAsync("yard")).GetProperty("pause");
        var said = await card.Locator(".veil p").InnerTextAsync();
        Assert.Contains("the decoder crashed 3 times in a row", said, StringComparison.Ordinal);
        Assert.Contains("signal 11 (SIGSEGV)", said, StringComparison.Ordinal);

        // The date goes before it where the try is not today.
        Assert.Matches($"Next try at [A-Za-z0-9 ]*{pause.Time("until").UtcDateTime:HH:mm:ss},", said);
        Assert.True(await card.Locator("[data-do=retry]").IsVisibleAsync());
        Assert.Equal("Try now", await card.Locator("[data-do=retry]").InnerTextAsync());
        await page.Locator("#events [data-type='camera.paused']").First.WaitForAsync();

        // Nothing is better yet: another pause. Then ffmpeg works again.
        await card.Locator("[data-do=retry]").ClickAsync();
        await Eventually.IsAsync(
            async () => (await node.Client.CameraAsync("yard")).GetProperty("pause") is { ValueKind: JsonValueKind.Object } next && next.Number("number") == 2, "it was tried, and is paused again");
        await File.WriteAllTextAsync(fault, "\n");
        await card.Locator(".pill[data-state=bad]", new LocatorLocatorOptions { HasText = "Paused" }).WaitForAsync();
        await card.Locator("[data-do=retry]").ClickAsync();
        await card.Locator(".pill[data-state=good]", new LocatorLocatorOptions { HasText = "Live" }).WaitForAsync();
        Assert.False(await card.Locator("[data-do=retry]").IsVisibleAsync());
        Assert.False(await card.Locator(".veil").IsVisibleAsync());
        Assert.Equal(JsonValueKind.Null, (await node.Client.CameraAsync("yard")).GetProperty("pause").ValueKind);
        await page.Locator("#events [data-type='camera.resumed']").First.WaitForAsync();

        Assert.Empty(foreign);
        Assert.Empty(faults);
    }

    private static (List<string> Foreign, List<string> Faults) Listen(IPage page, string origin)
    {
        var foreign = new List<string>();
        var faults = new List<string>();
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(origin, StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal)) foreign.Add(request.Url);
        };
        page.PageError += (_, fault) => faults.Add(fault);
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal)) faults.Add(message.Text);
        };
        return (foreign, faults);
    }
}
