using System.Diagnostics;
using Fresnel.Actors.Cameras;
using Fresnel.Cluster.Node.Hosting;
using Fresnel.Journal.Codec;
using Fresnel.Journal.Sqlite;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages;
using Fresnel.Messages.Cameras;
using Fresnel.Storage.Sqlite;

namespace Fresnel.Faults.Tests.Audit;

/// <summary>An audit that cannot fail proves nothing: each check finds what was damaged on purpose.</summary>
public sealed class JournalAuditTests : IAsyncLifetime
{
    private SampleData sample = null!;

    public async Task InitializeAsync() => sample = await SampleData.CreateAsync();

    public Task DisposeAsync()
    {
        sample.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Audit_OfWhatWasWrittenRightly_FindsNothingAndLookedAtEverything()
    {
        var report = await StoppedNode.AuditAsync(sample.Folder, sample.Ledger);

        report.AssertClean("an undamaged folder");
        Assert.Equal((4, 1, 4, 2, 15), (report.Events, report.Streams, report.Commands, report.Documents, report.Observations));
    }

    [Theory]
    [InlineData("journal.db", "DELETE FROM command WHERE command_id = 'disable:c'", AuditCheck.Replies)]
    [InlineData("journal.db", "UPDATE command SET reply = replace(reply, 'true', 'false') WHERE command_id = 'disable:c'", AuditCheck.Replies)]
    [InlineData("journal.db", "DELETE FROM event WHERE seq = 4", AuditCheck.Streams)]
    [InlineData("journal.db", "DELETE FROM event WHERE seq = 2", AuditCheck.Streams)]
    [InlineData("journal.db", "UPDATE event SET data = replace(data, 'Yard', 'Yarn') WHERE seq = 3", AuditCheck.Streams)]
    [InlineData("journal.db", "UPDATE shard SET epoch = 1", AuditCheck.Streams)]
    [InlineData("projections.db", "UPDATE document SET json = replace(json, 'Yard', 'Yarn')", AuditCheck.Projections)]
    [InlineData("projections.db", "DELETE FROM document WHERE key LIKE 'watch/%'; DELETE FROM listing WHERE key LIKE 'watch/%'", AuditCheck.Projections)]
    [InlineData("projections.db", "INSERT INTO document VALUES ('cameras', 'camera/ghost', 'ghost', '{}'); INSERT INTO listing VALUES ('cameras', '', 'ghost', 'camera/ghost')", AuditCheck.Projections)]
    [InlineData("observations.db", "DELETE FROM epoch WHERE epoch = 2", AuditCheck.Observations)]
    [InlineData("observations.db", "UPDATE observation SET epoch = 7 WHERE epoch = 2", AuditCheck.Observations)]
    internal async Task Audit_OfADamagedDatabase_NamesIt(string file, string damage, AuditCheck check)
    {
        using (var database = SqliteDatabase.OpenWriter(Path.Combine(sample.Folder, file), durable: false)) database.Execute(damage);

        Assert.Contains((await StoppedNode.AuditAsync(sample.Folder, sample.Ledger)).Findings, finding => finding.Check == check);
    }

    [Fact]
    public async Task Audit_OfACommandCarriedOutTwice_NamesIt()
    {
        await using (var journal = SqliteJournal.Open(Path.Combine(sample.Folder, "journal.db"), Shards.DefaultCount))
            await sample.AppendAsync(journal, 2, "change:b", new CameraEvents.SettingsChanged(new CameraSettings { Source = "/videos/yard.mp4" }, 3, DateTimeOffset.UnixEpoch));

        Assert.Contains(
            (await StoppedNode.AuditAsync(sample.Folder, sample.Ledger)).Findings,
            finding => finding is { Check: AuditCheck.Replies } && finding.What.Contains("change:b", StringComparison.Ordinal) && finding.What.Contains("more than once", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Audit_OfAFencedOwnersWrite_NamesIt()
    {
        // As if the check of the epoch were missing: the shard is set back, written under the older epoch, and set again.
        var file = Path.Combine(sample.Folder, "journal.db");
        using (var database = SqliteDatabase.OpenWriter(file, durable: false)) database.Execute("UPDATE shard SET epoch = epoch - 1");
        await using (var journal = SqliteJournal.Open(file, Shards.DefaultCount)) await sample.AppendAsync(journal, 1, "late", new CameraEvents.Enabled(DateTimeOffset.UnixEpoch));
        using (var database = SqliteDatabase.OpenWriter(file, durable: false)) database.Execute("UPDATE shard SET epoch = epoch + 1");

        Assert.Contains((await StoppedNode.AuditAsync(sample.Folder, sample.Ledger)).Findings, finding => finding.Check == AuditCheck.Streams);
    }

    [Fact]
    public async Task Audit_OfASnapshotThatIsNotTheFold_NamesIt()
    {
        await using (var journal = SqliteJournal.Open(Path.Combine(sample.Folder, "journal.db"), Shards.DefaultCount))
            await journal.SaveSnapshotAsync(SampleData.Stream, new StoredSnapshot(2, new KernelCodec(NodeStores.Codec()).Encode(CameraState.Initial)), default);

        Assert.Contains((await StoppedNode.AuditAsync(sample.Folder, sample.Ledger)).Findings, finding => finding.Check == AuditCheck.Snapshots);
    }

    [Theory]
    [InlineData("enable:never-written", null)]
    [InlineData("disable:c", "camera-not-found")]
    [InlineData("change:d", null)]
    [InlineData("change:d", "camera-not-found")]
    public async Task Audit_OfAnAnswerTheJournalDoesNotKnow_NamesIt(string command, string? refusal)
    {
        sample.Ledger.Add(new AcknowledgedCommand(SampleData.Yard, command, refusal));

        Assert.Contains((await StoppedNode.AuditAsync(sample.Folder, sample.Ledger)).Findings, finding => finding.Check == AuditCheck.Replies);
    }

    [Fact]
    public async Task Processes_ThatOutliveTheirParentInASessionOfTheirOwn_AreNamed()
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "setsid sleep 60 & echo $!"]) { RedirectStandardOutput = true };
        var mark = MarkedProcesses.Mark(start);
        using var parent = Process.Start(start)!;
        var child = int.Parse((await parent.StandardOutput.ReadLineAsync())!, System.Globalization.CultureInfo.InvariantCulture);
        await parent.WaitForExitAsync();

        // While a process becomes another program it has no environment, and could not be told by it.
        await Eventually.IsAsync(async () => (await File.ReadAllTextAsync($"/proc/{child}/cmdline")).StartsWith("sleep", StringComparison.Ordinal), "the child sleeps");
        var report = new AuditReport();
        await ProcessCheck.RunAsync(mark, report, TimeSpan.FromMilliseconds(100));
        Process.GetProcessById(child).Kill();

        var finding = Assert.Single(report.Findings);
        Assert.Contains($"process {child} lives on: sleep 60", finding.What, StringComparison.Ordinal);
        var after = new AuditReport();
        await ProcessCheck.RunAsync(mark, after);
        after.AssertClean("once it was killed");
    }
}
