using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Fresnel.Entities.Gateway;
using Fresnel.Entities.Tests.Lights;
using Fresnel.Entities.Tests.Support;
using Fresnel.Messages;
using Fresnel.Messages.Entities;
using Microsoft.Extensions.Time.Testing;

namespace Fresnel.Entities.Tests.Gateway;

/// <summary>A probe stands in for the region of lights.</summary>
public sealed class GatewayTests : TestKit
{
    private static readonly EntityId Hall = new("light", "hall");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider time = new();
    private readonly TestProbe region;
    private readonly EntityGateway gateway;

    public GatewayTests()
    {
        region = CreateTestProbe();
        var regions = new EntityRegions();
        regions.Add("light", region.Ref);
        var actor = Sys.ActorOf(Props.Create(() => new GatewayActor(regions, time)));
        gateway = new EntityGateway([actor], EntityTestStore.Codec, time);
    }

    [Fact]
    public async Task Command_Answered_CompletesWithTheAnswer()
    {
        var asked = gateway.SendAsync(Hall, new LightCommands.Blink(1), "c1", Patience);
        var command = await region.ExpectMsgAsync<EntityMessages.Command>(Patience);
        region.Reply(Answer("c1", AnswerStatus.Accepted, AnswerCodes.Done));

        Assert.Equal((Hall, "c1", new LightCommands.Blink(1), time.GetUtcNow() + Patience), (command.Entity, command.CommandId, command.Body, command.Deadline));
        Assert.Equal(AnswerCodes.Done, (await asked).Code);
    }

    [Fact]
    public async Task Command_NotAnswered_IsRepeatedUnderItsId()
    {
        var asked = gateway.SendAsync(Hall, new LightCommands.Blink(1), "c1", Patience);
        var first = await region.ExpectMsgAsync<EntityMessages.Command>(Patience);

        time.Advance(TimeSpan.FromMilliseconds(200));

        Assert.Equal(first, await region.ExpectMsgAsync<EntityMessages.Command>(Patience));
        region.Reply(Answer("c1", AnswerStatus.Refused, "already-off"));
        Assert.Equal(AnswerStatus.Refused, (await asked).Status);
    }

    [Theory]
    [InlineData(AnswerCodes.StoreUnavailable)]
    [InlineData(AnswerCodes.Starting)]
    [InlineData(AnswerCodes.Fenced)]
    public async Task Command_OfAnEntityThatCannotNow_IsRepeatedAndItsReasonGivenAtTheDeadline(string code)
    {
        var asked = gateway.SendAsync(Hall, new LightCommands.Blink(1), "c1", TimeSpan.FromSeconds(1));
        await region.ExpectMsgAsync<EntityMessages.Command>(Patience);
        region.Reply(Answer("c1", AnswerStatus.Unavailable, code));
        time.Advance(TimeSpan.FromMilliseconds(200));
        await region.ExpectMsgAsync<EntityMessages.Command>(Patience);
        Assert.False(asked.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(1));

        var answer = await asked.WaitAsync(Patience);
        Assert.Equal((AnswerStatus.Unavailable, code, true), (answer.Status, answer.Code, answer.MayHaveHappened));
    }

    [Theory]
    [InlineData(AnswerCodes.StoreDamaged)]
    [InlineData(AnswerCodes.UnknownCommand)]
    [InlineData(AnswerCodes.Failed)]
    public async Task Command_ThatCannotSucceed_IsNotRepeated(string code)
    {
        var asked = gateway.SendAsync(Hall, new LightCommands.Blink(1), "c1", Patience);
        await region.ExpectMsgAsync<EntityMessages.Command>(Patience);
        region.Reply(Answer("c1", AnswerStatus.Unavailable, code));

        Assert.Equal(code, (await asked.WaitAsync(Patience)).Code);
    }

    [Fact]
    public async Task Command_WithoutAnswer_EndsAtItsDeadline()
    {
        var asked = gateway.SendAsync(Hall, new LightCommands.Blink(1), "c1", TimeSpan.FromSeconds(1));
        await region.ExpectMsgAsync<EntityMessages.Command>(Patience);

        time.Advance(TimeSpan.FromSeconds(1));

        var answer = await asked.WaitAsync(Patience);
        Assert.Equal((AnswerStatus.Unavailable, AnswerCodes.DeadlinePassed, true), (answer.Status, answer.Code, answer.MayHaveHappened));
    }

    [Fact]
    public async Task SameCommand_OfTwoCallers_IsSentOnceAndAnswersBoth()
    {
        var first = gateway.SendAsync(Hall, new LightCommands.Blink(1), "c1", Patience);
        await region.ExpectMsgAsync<EntityMessages.Command>(Patience);
        var second = gateway.SendAsync(Hall, new LightCommands.Blink(1), "c1", Patience);
        var other = await gateway.SendAsync(Hall, new LightCommands.Blink(2), "c1", Patience);
        region.Reply(Answer("c1", AnswerStatus.Accepted, AnswerCodes.Done));

        Assert.Equal((AnswerStatus.Refused, AnswerCodes.CommandIdReused), (other.Status, other.Code));
        Assert.Same(await first.WaitAsync(Patience), await second.WaitAsync(Patience));
    }

    [Fact]
    public async Task UnknownKind_IsAnsweredAtOnce()
    {
        var answer = await gateway.SendAsync(new EntityId("lamp", "hall"), new LightCommands.Blink(1), "c1", Patience).WaitAsync(Patience);

        Assert.Equal(AnswerCodes.UnknownKind, answer.Code);
        Assert.Contains("light", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Caller_ThatGivesUp_IsForgottenAndTheCommandNotRepeated()
    {
        using var cancel = new CancellationTokenSource();
        var asked = gateway.SendAsync(Hall, new LightCommands.Blink(1), "c1", Patience, cancel.Token);
        await region.ExpectMsgAsync<EntityMessages.Command>(Patience);

        await cancel.CancelAsync();

        await Assert.ThrowsAsync<TaskCanceledException>(() => asked);
        await gateway.SendAsync(new EntityId("lamp", "hall"), new LightCommands.Blink(1), "c2", Patience); // the actor has heard of it by now
        time.Advance(TimeSpan.FromSeconds(1));
        await region.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task Command_ThatIsTooLarge_IsRefused()
    {
        var answer = await gateway.SendAsync(Hall, new LightCommands.Say(new string('x', 200_000)), "c1", Patience);

        Assert.Equal((AnswerStatus.Refused, AnswerCodes.CommandTooLarge), (answer.Status, answer.Code));
    }

    private static EntityAnswer Answer(string id, AnswerStatus status, string code) => new(Hall, id, status, code);
}
