using Fresnel.Journal.Retention;
using Fresnel.Journal.Sqlite;
using Fresnel.Journal.Tests.Events;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Storage.Retention;
using Fresnel.Tests.Stores;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fresnel.Journal.Tests.Retention;

public sealed class ReplyRetentionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    // More than are forgotten in one step.
    [Fact]
    public async Task Sweep_ForgetsOldReplies_AndTheirCommandsAreNewOnes()
    {
        const int commands = 600;
        using var folder = new TempFolder();
        var time = new FakeTimeProvider(Now);
        await using var journal = SqliteJournal.Open(folder["journal.db"]);
        var front = new StreamKey("camera", "front-door");
        var epoch = (await journal.ClaimAsync(0, (await journal.AdvanceBatonsAsync([0], default))[0], "test", default))!.Value;
        var written = new List<Task<AppendOutcome>>();
        for (var i = 0; i < commands; i++) written.Add(journal.AppendAsync(Appends.To(front, epoch, i).For($"c-{i}") with { At = Now }, default).AsTask());
        await Task.WhenAll(written);
        time.Advance(TimeSpan.FromHours(2));
        await journal.AppendAsync(Appends.To(front, epoch, commands).For("late") with { At = time.GetUtcNow() }, default);
        var runner = new ReplyRetention(journal, new RetentionOptions { ReplyAge = TimeSpan.FromHours(1) }, time, NullLogger<ReplyRetention>.Instance);

        Assert.IsType<AppendOutcome.AlreadyAnswered>(await journal.AppendAsync(Appends.To(front, epoch, commands + 1).For("c-7"), default));
        await runner.SweepAsync(default);

        for (var i = 0; i < commands; i++) Assert.Null(await journal.FindReplyAsync(front, $"c-{i}", default));
        Assert.NotNull(await journal.FindReplyAsync(front, "late", default));
        Assert.Equal(new AppendOutcome.Accepted(commands + 2), await journal.AppendAsync(Appends.To(front, epoch, commands + 1).For("c-7"), default));
    }
}
