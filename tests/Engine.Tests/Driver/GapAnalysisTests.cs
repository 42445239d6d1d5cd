using Fresnel.Engine.Counting;
using Fresnel.Engine.Driver.Analysis;
using Fresnel.Engine.Driver.Load;
using Fresnel.Messages;
using Fresnel.Messages.Entities;

namespace Fresnel.Engine.Tests.Driver;

public sealed class GapAnalysisTests
{
    private static readonly EntityId A = new(CounterState.Kind, "a");
    private static readonly EntityId B = new(CounterState.Kind, "b");

    [Fact]
    public void AfterFault_CountsTheFirstNewAnswerOfANewActivation()
    {
        Attempt[] attempts =
        [
            Answered(A, 1.0, 1),
            Answered(A, 2.1, 1), // on the way when the owner died
            Answered(A, 2.4, 2, repeated: true), // in the journal before the owner died
            Answered(A, 2.6, 2),
            Answered(A, 2.7, 2),
            Answered(B, 1.0, 4),
        ];

        Assert.Equal([new FaultGap(A, TimeSpan.FromSeconds(0.6)), new FaultGap(B, null)], GapAnalysis.AfterFault(
            attempts, [A, B], TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void AfterFault_DoesNotCountUnavailable() =>
        Assert.Null(GapAnalysis.AfterFault(
            [Answered(A, 3, 2, status: AnswerStatus.Unavailable)], [A], TimeSpan.FromSeconds(2)).Single().Gap);

    [Fact]
    public void OwnersAt_IsWhoAnsweredLastBefore()
    {
        Attempt[] attempts = [Answered(A, 1, 1, node: "n1"), Answered(A, 2, 2, node: "n2"), Answered(A, 3, 3, node: "n3"), Answered(
            B, 5, 1, node: "n1")];

        Assert.Equal([KeyValuePair.Create(A, "n2")], GapAnalysis.OwnersAt(attempts, TimeSpan.FromSeconds(2.5)));
    }

    [Fact]
    public void Longest_CountsFromTheStartToTheEndOfTheWindow()
    {
        Attempt[] attempts = [Answered(A, 0.5, 1), Answered(A, 1.5, 1), Answered(A, 3.5, 1), Answered(A, 3.6, 1, repeated: true), Answered(
            A, 9, 1)];

        Assert.Equal(TimeSpan.FromSeconds(2), Longest(1, 4));
        Assert.Equal(TimeSpan.FromSeconds(2.5), Longest(1, 6));
        Assert.Equal(
            TimeSpan.FromSeconds(5), GapAnalysis.Longest(attempts, [B], TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(6)).Single().Gap);

        TimeSpan? Longest(double from, double to) =>
            GapAnalysis.Longest(attempts, [A], TimeSpan.FromSeconds(from), TimeSpan.FromSeconds(to)).Single().Gap;
    }

    [Fact]
    public void Activations_AreCountedWithinTheWindow()
    {
        Attempt[] attempts = [Answered(A, 1, 1), Answered(A, 2, 2), Answered(A, 3, 2), Answered(A, 4, 3)];

        Assert.Equal(2, GapAnalysis.Activations(attempts, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4))[A]);
    }

    [Fact]
    public void CallFigures_CountFailuresAndWaits()
    {
        var fine = Command(A, "1", 0);
        var slow = Command(A, "2", 10);
        var lost = Command(A, "3", 40);
        var young = Command(B, "1", 95);
        Attempt[] attempts =
        [
            Attempt(fine, 0, 1, 10, AnswerStatus.Accepted),
            Attempt(fine, 0, 99, 10, AnswerStatus.Accepted, gateway: "frozen"),
            Attempt(slow, 10, 20.5, 10, AnswerStatus.Unavailable),
            Attempt(slow, 20.6, 25, 10, AnswerStatus.Refused),
            Attempt(lost, 40, 41, 10, null),
            Attempt(lost, 42, 43, 10, null, fault: "broken"),
        ];

        var figures = CallFigures.Of([fine, slow, lost, young], attempts, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(
            100), attempt => attempt.Gateway == "frozen");

        Assert.Equal(new CallFigures(4, 2, 2, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(0.5), 1), figures);
    }

    [Fact]
    public void Spread_IsByTheNearestRank()
    {
        Assert.Equal(new Spread(20, 10, 19, 20), Spread.Of(Enumerable.Range(1, 20).Select(i => TimeSpan.FromSeconds(i))));
        Assert.Equal(0, Spread.Of([]).Count);
    }

    private static IssuedCommand Command(EntityId entity, string id, double at) =>
        new(entity, id, new CounterCommands.Add(1), TimeSpan.FromSeconds(at));

    private static Attempt Attempt(IssuedCommand command, double sent, double ended, double deadline, AnswerStatus? status,
        string gateway = "g", string? fault = null) =>
        new(command, 1, gateway, TimeSpan.FromSeconds(sent), TimeSpan.FromSeconds(ended), TimeSpan.FromSeconds(
            deadline), status is { } known ? new EntityAnswer(command.Entity, command.CommandId, known, "code") : null, fault);

    private static Attempt Answered(EntityId entity, double ended, long activation, bool repeated = false,
        AnswerStatus status = AnswerStatus.Accepted, string node = "n1") =>
        new(Command(entity, "x", ended - 0.1), 1, "g", TimeSpan.FromSeconds(ended - 0.1), TimeSpan.FromSeconds(ended), TimeSpan.FromSeconds(
            10), new EntityAnswer(entity, "x", status, "code", Activation: activation, Repeated: repeated, Node: node));
}
