using Microsoft.Playwright;

namespace Fresnel.Cluster.Node.Tests.Browser;

/// <summary>The cluster's page, as an embedded node serves it: a cluster of one.</summary>
public sealed class ClusterPageTests : NodeHome
{
    private const string Chromium = "/usr/bin/chromium";

    public override Task InitializeAsync() => StartAsync();

    [Fact]
    public async Task Page_ShowsMembersAndShards_AsksNobodyElse_AndSaysWhenTheProcessIsAway()
    {
        Assert.True(File.Exists(Chromium), "chromium is not installed (apt-get install chromium)");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
        var page = await browser.NewPageAsync();
        page.SetDefaultTimeout(120_000);
        var origin = Node.Address.GetLeftPart(UriPartial.Authority);
        var foreign = new List<string>();
        var faults = new List<string>();
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(origin, StringComparison.Ordinal)) foreign.Add(request.Url);
        };
        page.PageError += (_, fault) => faults.Add(fault);
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal)) faults.Add(message.Text);
        };

        await page.GotoAsync(Node.Address.ToString());
        await page.ClickAsync("nav a[href='/cluster']");
        await page.Locator("#connection[data-state=good]").WaitForAsync();
        await page.Locator("#shards li[data-owner='node-1']").Nth(63).WaitForAsync();
        Assert.Equal(64, await page.Locator("#shards li").CountAsync());
        await page.Locator("#members tr[data-member='node-1'] .pill[data-state=good]").WaitForAsync();
        await page.Locator("#happenings li", new PageLocatorOptions { HasText = "node-1" }).First.WaitForAsync();
        Assert.True(await page.Locator("#queues-empty").IsVisibleAsync());
        Assert.False(await page.Locator("#problems").IsVisibleAsync());

        await Node.KillAsync();
        await page.Locator("#banner", new PageLocatorOptions { HasText = "has not answered" }).WaitForAsync();
        Assert.Equal(64, await page.Locator("#shards li").CountAsync());
        Assert.Empty(foreign);
        Assert.Empty(faults);
    }
}
