using System.Drawing;
using System.Security.Cryptography;
using Fresnel.Cluster.Node.Analyze;
using Fresnel.Inference.Detection;
using Fresnel.Service.Commands;

namespace Fresnel.Cluster.Node.Tests.Analyze;

public sealed class DetectionCheckpointTests : IDisposable
{
    private static readonly byte[] Identity = SHA256.HashData("one"u8);

    private readonly TemporaryFolder folder = new();

    private string StateFile => folder["state/x.detections"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Open_NothingThere_StartsEmpty()
    {
        using var checkpoint = DetectionCheckpoint.Open(StateFile, Identity, resume: true);
        Assert.Equal((0, false), (checkpoint.Frames, checkpoint.WasForeign));
        Assert.Empty(checkpoint.Replay());
    }

    [Fact]
    public void Replay_AfterReopening_GivesWhatWasFlushed()
    {
        using (var first = DetectionCheckpoint.Open(StateFile, Identity, resume: false))
        {
            AppendFrames(first, 0, 5);
            first.Flush();
            AppendFrames(first, 5, 3);
            first.Flush();
            AppendFrames(first, 8, 2);
            Assert.Equal(10, first.Frames);
        }

        using var second = DetectionCheckpoint.Open(StateFile, Identity, resume: true);
        Assert.Equal(8, second.Frames);
        AssertFrames(second, 8);
        AppendFrames(second, 8, 4);
        second.Flush();
        AssertFrames(second, 12);
    }

    [Fact]
    public void Open_CutOffAnywhere_KeepsWholeChunks()
    {
        using (var first = DetectionCheckpoint.Open(StateFile, Identity, resume: false))
        {
            for (var i = 0; i < 4; i++)
            {
                AppendFrames(first, i * 3, 3);
                first.Flush();
            }
        }

        var whole = File.ReadAllBytes(StateFile);
        var kept = new SortedSet<long>();
        for (var length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(StateFile, whole[..length]);
            using var checkpoint = DetectionCheckpoint.Open(StateFile, Identity, resume: true);
            Assert.Equal(0, checkpoint.Frames % 3);
            AssertFrames(checkpoint, checkpoint.Frames);
            AppendFrames(checkpoint, checkpoint.Frames, 1);
            checkpoint.Flush();
            AssertFrames(checkpoint, checkpoint.Frames);
            kept.Add(checkpoint.Frames - 1);
        }

        Assert.Equal([0L, 3, 6, 9, 12], kept);
    }

    [Fact]
    public void Open_AByteChanged_KeepsOnlyWhatIsBefore()
    {
        using (var first = DetectionCheckpoint.Open(StateFile, Identity, resume: false))
        {
            AppendFrames(first, 0, 3);
            first.Flush();
            AppendFrames(first, 3, 3);
            first.Flush();
        }

        var bytes = File.ReadAllBytes(StateFile);
        bytes[^40] ^= 1;
        File.WriteAllBytes(StateFile, bytes);
        using var second = DetectionCheckpoint.Open(StateFile, Identity, resume: true);
        Assert.Equal(3, second.Frames);
    }

    [Fact]
    public void Open_OtherIdentity_StartsAnewAndSaysSo()
    {
        using (var first = DetectionCheckpoint.Open(StateFile, Identity, resume: false))
        {
            AppendFrames(first, 0, 3);
            first.Flush();
        }

        using var second = DetectionCheckpoint.Open(StateFile, SHA256.HashData("two"u8), resume: true);
        Assert.Equal((0, true), (second.Frames, second.WasForeign));
        Assert.Empty(second.Replay());
    }

    [Fact]
    public void Open_WithoutResume_DiscardsWhatWasThere()
    {
        using (var first = DetectionCheckpoint.Open(StateFile, Identity, resume: false))
        {
            AppendFrames(first, 0, 3);
            first.Flush();
        }

        using var second = DetectionCheckpoint.Open(StateFile, Identity, resume: false);
        Assert.Equal((0, false), (second.Frames, second.WasForeign));
    }

    [Fact]
    public void Open_WhileOpen_IsRefusedAsAFaultOfTheDataFolder()
    {
        using var first = DetectionCheckpoint.Open(StateFile, Identity, resume: false);
        var fault = Assert.Throws<UserErrorException>(() => DetectionCheckpoint.Open(StateFile, Identity, resume: true));
        Assert.Equal(ExitCodes.DataFolder, fault.ExitCode);
        Assert.Contains(StateFile, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Delete_FinishedRun_LeavesNoFile()
    {
        var checkpoint = DetectionCheckpoint.Open(StateFile, Identity, resume: false);
        checkpoint.Delete();
        Assert.False(File.Exists(StateFile));
    }

    private static void AppendFrames(DetectionCheckpoint checkpoint, long from, int count)
    {
        for (var frame = from; frame < from + count; frame++) checkpoint.Append(TimeSpan.FromTicks(frame * 333_333), Detections(frame));
    }

    private static List<Detected> Detections(long frame) =>
        [.. Enumerable.Range(0, (int)(frame % 4)).Select(i => new Detected(i, frame + (i / 3f), new RectangleF(i - 5.5f, frame, 10.25f, 1e-7f)))];

    private static void AssertFrames(DetectionCheckpoint checkpoint, long count)
    {
        var frame = 0L;
        foreach (var (time, detections) in checkpoint.Replay())
        {
            Assert.Equal(TimeSpan.FromTicks(frame * 333_333), time);
            Assert.Equal(Detections(frame), detections);
            frame++;
        }

        Assert.Equal(count, frame);
    }
}
