using Fresnel.Entities.Downing;
using Fresnel.Entities.Formation;
using Microsoft.Extensions.Time.Testing;

namespace Fresnel.Formation.Tests.Downing;

public sealed class DeathInquiryTests
{
    private static readonly MemberKey Member = new("10.0.0.2:8451", 2);

    private readonly FakeTimeProvider time = new() { AutoAdvanceAmount = TimeSpan.Zero };
    private readonly Queue<PortAnswer> answers = new();
    private PortAnswer last;
    private Func<bool> sessionGone = () => throw new InvalidOperationException("the database is not asked");
    private bool provable = true;
    private int portAsked;
    private int sessionAsked;

    [Fact]
    public async Task TwoRefusalsAndNoSession_AreDeath()
    {
        (last, sessionGone) = (PortAnswer.Refuses, () => true);

        Assert.Equal(DeathEvidence.Dead, await InquireAsync());
        Assert.Equal((2, 1), (portAsked, sessionAsked));
    }

    [Fact]
    public async Task SessionThatLives_KeepsAMemberAlive()
    {
        (last, sessionGone) = (PortAnswer.Refuses, () => false);

        Assert.Equal(DeathEvidence.SessionLives, await InquireAsync());
        Assert.Equal(15, sessionAsked);
    }

    [Fact]
    public async Task SessionThatEndsALittleLater_IsDeath()
    {
        (last, sessionGone) = (PortAnswer.Refuses, () => sessionAsked == 5);

        Assert.Equal(DeathEvidence.Dead, await InquireAsync());
    }

    [Fact]
    public async Task OneRefusalAmongAcceptances_IsNotEnough()
    {
        last = PortAnswer.Accepts;
        foreach (var answer in new[] { PortAnswer.Accepts, PortAnswer.Refuses, PortAnswer.Accepts, PortAnswer.Refuses })
            answers.Enqueue(answer);

        Assert.Equal(DeathEvidence.PortAccepts, await InquireAsync());
        Assert.Equal(0, sessionAsked);
    }

    [Fact]
    public async Task DyingProcess_ThatAcceptsAFewMore_IsFound()
    {
        (last, sessionGone) = (PortAnswer.Refuses, () => true);
        answers.Enqueue(PortAnswer.Accepts);
        answers.Enqueue(PortAnswer.Accepts);

        Assert.Equal(DeathEvidence.Dead, await InquireAsync());
    }

    [Fact]
    public async Task SilentPort_IsNoProof()
    {
        last = PortAnswer.Silent;

        Assert.Equal(DeathEvidence.PortSilent, await InquireAsync());
        Assert.Equal((4, 0), (portAsked, sessionAsked));
    }

    [Fact]
    public async Task DatabaseThatIsAway_IsNoProof()
    {
        (last, sessionGone) = (PortAnswer.Refuses, () => throw new TimeoutException());

        Assert.Equal(DeathEvidence.NoProof, await InquireAsync());
    }

    [Fact]
    public async Task OwnSessionThatIsNew_ProvesNothing()
    {
        (last, provable) = (PortAnswer.Refuses, false);

        Assert.Equal(DeathEvidence.NoProof, await InquireAsync());
        Assert.Equal(0, sessionAsked);
    }

    [Fact]
    public async Task OwnSessionThatBreaksDuringTheQuestion_ProvesNothing()
    {
        last = PortAnswer.Refuses;
        sessionGone = () =>
        {
            provable = false;
            return true;
        };

        Assert.Equal(DeathEvidence.NoProof, await InquireAsync());
    }

    [Fact]
    public async Task MemberThatIsDownAlready_NeedsNoProof()
    {
        (last, sessionGone) = (PortAnswer.Refuses, () => false);

        Assert.Equal(DeathEvidence.Dead, await InquireAsync(downed: true));
        Assert.Equal(0, sessionAsked);
    }

    private async Task<DeathEvidence> InquireAsync(bool downed = false)
    {
        var inquiry = new DeathInquiry(
            new Ports(this),
            (uid, _) =>
            {
                Assert.Equal(Member.Uid, uid);
                sessionAsked++;
                return Task.FromResult(sessionGone());
            },
            () => provable,
            time);
        var inquiring = inquiry.InquireAsync(Member, downed, default);
        while (!inquiring.IsCompleted) time.Advance(TimeSpan.FromMilliseconds(10));
        return await inquiring;
    }

    private sealed class Ports(DeathInquiryTests test) : IPortProbe
    {
        public Task<PortAnswer> AskAsync(string endpoint, TimeSpan limit, CancellationToken cancellationToken)
        {
            Assert.Equal(Member.Endpoint, endpoint);
            test.portAsked++;
            return Task.FromResult(test.answers.TryDequeue(out var answer) ? answer : test.last);
        }
    }
}
