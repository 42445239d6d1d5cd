using System.Globalization;
using Fresnel.Storage.Folder;
using Fresnel.Tests.Stores;

namespace Fresnel.Storage.Tests.Folder;

public sealed class DataFolderTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Open_AMissingFolder_CreatesItAndItsParts()
    {
        using var data = DataFolder.Open(folder["a/b"]);

        Assert.All([data.Artifacts, data.Segments, data.Logs, data.Temporary], part => Assert.True(Directory.Exists(part)));
        Assert.StartsWith(data.Root, data.JournalFile, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_Twice_NamesTheHolder()
    {
        using var first = DataFolder.Open(folder.Path);

        var refused = Assert.Throws<DataFolderException>(() => DataFolder.Open(folder.Path));

        Assert.Equal($"The data folder '{folder.Path}' is in use by process {Environment.ProcessId}: stop it, or name another folder.", refused.Message);
    }

    [Fact]
    public void Open_AfterDispose_Works()
    {
        DataFolder.Open(folder.Path).Dispose();
        DataFolder.Open(folder.Path).Dispose();
    }

    [Fact]
    public async Task Open_HeldByAnotherProcess_NamesItAndWorksOnceThatIsKilled()
    {
        using var child = new Child("hold", folder.Path);
        Assert.Equal("held", await child.ReadLineAsync());

        var refused = Assert.Throws<DataFolderException>(() => DataFolder.Open(folder.Path));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"in use by process {child.Id}:"), refused.Message, StringComparison.Ordinal);

        await child.KillAsync();
        DataFolder.Open(folder.Path).Dispose();
    }

    [Fact]
    public void Open_WhereAFileIs_SaysSoInOneLine()
    {
        File.WriteAllText(folder["file"], "");

        var refused = Assert.Throws<DataFolderException>(() => DataFolder.Open(folder["file"]));

        Assert.Contains(folder["file"], refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void Open_WhereNothingCanBeWritten_SaysSoInOneLine()
    {
        // /proc refuses new folders to every user, root included.
        var refused = Assert.Throws<DataFolderException>(() => DataFolder.Open("/proc/fresnel-data"));

        Assert.StartsWith("The data folder '/proc/fresnel-data' cannot be ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void Open_WithLeftovers_EmptiesOnlyTheTemporaryPart()
    {
        using (var first = DataFolder.Open(folder.Path))
        {
            File.WriteAllText(Path.Combine(first.Temporary, "left"), "");
            Directory.CreateDirectory(Path.Combine(first.Temporary, "over", "deep"));
            File.WriteAllText(Path.Combine(first.Segments, "kept"), "");
        }

        using var data = DataFolder.Open(folder.Path);
        Assert.Empty(Directory.EnumerateFileSystemEntries(data.Temporary));
        Assert.Single(Directory.EnumerateFiles(data.Segments));
    }
}
