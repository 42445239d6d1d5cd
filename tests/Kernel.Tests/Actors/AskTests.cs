using Fresnel.Kernel.Tests.Support;

namespace Fresnel.Kernel.Tests.Actors;

public sealed class AskTests : KernelTest
{
    private sealed record Question(int Number, ReplyTo<int> ReplyTo);

    [Fact]
    public async Task Ask_Answered_GivesTheAnswer()
    {
        var actor = Kernel.Spawn<Question>((question, _) => Answer(question, question.Number * 2));
        for (var i = 0; i < 1000; i++) Assert.Equal(i * 2, await actor.Ask<int>(to => new(i, to), TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Ask_ManyAtOnce_EachGetsItsOwnAnswer()
    {
        var actor = Kernel.Spawn<Question>(async (question, _) =>
        {
            if (question.Number % 3 == 0) await Task.Yield();
            question.ReplyTo.Tell(question.Number);
        });
        await Eventually.WithinAsync(Task.WhenAll(Enumerable.Range(0, 8).Select(asker => Task.Run(async () =>
        {
            for (var i = 0; i < 2000; i++) Assert.Equal((asker * 10_000) + i, await actor.Ask<int>(to => new((asker * 10_000) + i, to), TimeSpan.FromSeconds(1)));
        }))));
    }

    [Fact]
    public async Task Ask_NoAnswer_TimesOutOnTheSystemsClock()
    {
        var actor = Kernel.Spawn<Question>((_, _) => default);
        var asked = actor.Ask<int>(to => new(1, to), TimeSpan.FromSeconds(5)).AsTask();
        Kernel.Time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(asked.IsCompleted);
        Kernel.Time.Advance(TimeSpan.FromSeconds(0.1));
        var failure = await Assert.ThrowsAsync<AskTimeoutException>(() => Eventually.WithinAsync(asked));
        Assert.Contains(actor.Path, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_AnsweredTooLateOrTwice_DoesNotDisturbTheNextQuestion()
    {
        var late = new Seen<ReplyTo<int>>();
        var actor = Kernel.Spawn<Question>((question, _) =>
        {
            late.Add(question.ReplyTo);
            return default;
        });
        var first = actor.Ask<int>(to => new(1, to), TimeSpan.FromSeconds(1)).AsTask();
        await late.CountAsync(1);
        Kernel.Time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<AskTimeoutException>(() => Eventually.WithinAsync(first));
        var second = actor.Ask<int>(to => new(2, to), TimeSpan.FromSeconds(1)).AsTask();
        await late.CountAsync(2);
        late.All[0].Tell(11);
        Assert.False(second.IsCompleted);
        late.All[1].Tell(22);
        late.All[1].Tell(33);
        Assert.Equal(22, await Eventually.WithinAsync(second));
    }

    [Fact]
    public async Task Ask_ShorterTimeoutAfterALongerOne_TimesOutInTime()
    {
        var actor = Kernel.Spawn<Question>((question, _) => question.Number == 1 ? Answer(question, 1) : default);
        Assert.Equal(1, await actor.Ask<int>(to => new(1, to), TimeSpan.FromMinutes(10)));
        var asked = actor.Ask<int>(to => new(2, to), TimeSpan.FromSeconds(1)).AsTask();
        Kernel.Time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<AskTimeoutException>(() => Eventually.WithinAsync(asked));
    }

    [Fact]
    public async Task Ask_LongerTimeoutAfterAShorterOne_IsNotCutShort()
    {
        var replies = new Seen<ReplyTo<int>>();
        var actor = Kernel.Spawn<Question>((question, _) =>
        {
            if (question.Number == 1) question.ReplyTo.Tell(1);
            else replies.Add(question.ReplyTo);
            return default;
        });
        Assert.Equal(1, await actor.Ask<int>(to => new(1, to), TimeSpan.FromSeconds(1)));
        var asked = actor.Ask<int>(to => new(2, to), TimeSpan.FromSeconds(60)).AsTask();
        Kernel.Time.Advance(TimeSpan.FromSeconds(59));
        await replies.CountAsync(1);
        Assert.False(asked.IsCompleted);
        replies.All[0].Tell(5);
        Assert.Equal(5, await Eventually.WithinAsync(asked));
    }

    [Fact]
    public async Task Ask_StoppedActor_FailsAtOnce()
    {
        var actor = Kernel.Spawn<Question>((_, _) => default);
        actor.Stop();
        await Assert.ThrowsAsync<ActorStoppedException>(async () => await actor.Ask<int>(to => new(1, to), TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task Ask_Cancelled_Ends()
    {
        var actor = Kernel.Spawn<Question>((_, _) => default);
        using var cancellation = new CancellationTokenSource();
        var asked = actor.Ask<int>(to => new(1, to), TimeSpan.FromSeconds(5), cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.WithinAsync(asked));
    }

    [Fact]
    public async Task Ask_AnsweredWithAFailure_Throws()
    {
        var actor = Kernel.Spawn<Question>((question, _) =>
        {
            question.ReplyTo.Fail(new InvalidDataException("no"));
            return default;
        });
        await Assert.ThrowsAsync<InvalidDataException>(async () => await actor.Ask<int>(to => new(1, to), TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task Ask_FullMailbox_FollowsThePolicy()
    {
        var gate = new TaskCompletionSource();
        async ValueTask Receive(Question question, IActorContext<Question> context)
        {
            await gate.Task;
            question.ReplyTo.Tell(question.Number);
        }

        var waits = Kernel.Spawn<Question>(Receive, new() { Capacity = 1 });
        var fails = Kernel.Spawn<Question>(Receive, new() { Capacity = 1, Overflow = Overflow.Fail });
        foreach (var actor in new[] { waits, fails })
        {
            actor.Tell(new(0, default));
            await Eventually.TrueAsync(() => actor.Waiting == 0);
            actor.Tell(new(1, default));
        }

        await Assert.ThrowsAsync<MailboxFullException>(async () => await fails.Ask<int>(to => new(2, to), TimeSpan.FromSeconds(5)));
        var asked = waits.Ask<int>(to => new(2, to), TimeSpan.FromSeconds(5)).AsTask();
        gate.SetResult();
        Assert.Equal(2, await Eventually.WithinAsync(asked));
    }

    [Fact]
    public async Task Ask_InsideAnAsk_KeepsTheEarlierDeadline()
    {
        var silent = Kernel.Spawn<Question>((_, _) => default);
        var between = Kernel.Spawn<Question>(async (question, _) =>
        {
            try
            {
                await silent.Ask<int>(to => new(1, to), TimeSpan.FromMinutes(10));
            }
            catch (AskTimeoutException)
            {
                question.ReplyTo.Tell(7);
            }
        });
        var asked = between.Ask<int>(to => new(1, to), TimeSpan.FromSeconds(5)).AsTask();
        await Eventually.TrueAsync(() => silent.Waiting == 0);
        await Eventually.TrueAsync(() =>
        {
            Kernel.Time.Advance(TimeSpan.FromSeconds(1));
            return asked.IsCompleted;
        });
        await Assert.ThrowsAsync<AskTimeoutException>(() => asked);
        Assert.True(Kernel.Time.GetUtcNow() < new DateTimeOffset(2026, 1, 2, 3, 14, 5, TimeSpan.Zero));
    }

    private static ValueTask Answer(Question question, int answer)
    {
        question.ReplyTo.Tell(answer);
        return default;
    }
}
