using Fresnel.Engine.Audit;
using Fresnel.Engine.Counting;
using Fresnel.Engine.Driver.Load;
using Fresnel.Engine.Protocol;
using Fresnel.Messages.Entities;

namespace Fresnel.Engine.Tests.Audit;

/// <summary>An audit that cannot fail proves nothing: each check finds what was damaged on purpose.</summary>
public sealed class EngineAuditTests
{
    private const int Add = 2;
    private const int Refusal = 3;
    private const int SecondActivation = 5;
    private const int Enable = 6;

    private readonly SampleRun run = SampleRun.Create();

    [Fact]
    public void Audit_OfASoundRun_FindsNothingAndLookedAtEverything()
    {
        var report = run.Audit();

        Assert.True(report.IsClean, report.Explain());
        Assert.Equal((6, 1, 2, 4, 2), (report.Rows, report.Entities, report.Activations, report.Commands, report.Unchanged));
        Assert.Equal((5, 4, 1, 1), (report.Answers, report.Views, report.Snapshots, report.Listed));
    }

    [Fact]
    public void Audit_OfALostRow_NamesTheGapAndTheAnswer()
    {
        run.Rows.RemoveAt(Add - 1);

        Assert.Equal([AuditCheck.Sequences, AuditCheck.Answers, AuditCheck.Views], Checks().Intersect(
            [AuditCheck.Sequences, AuditCheck.Answers, AuditCheck.Views]));
    }

    [Fact]
    public void Audit_OfTheLastRowLost_NamesItsAnswer()
    {
        run.Rows.RemoveAt(Enable - 1);

        AssertFound(AuditCheck.Answers, "yard-4 was answered 'done'");
        AssertFound(AuditCheck.Catalogue, "counter/yard");
    }

    [Fact]
    public void Audit_OfALostRefusal_NamesIt()
    {
        // As if refusals were not journaled at all: the numbers close up behind it.
        run.Rows.RemoveAt(Refusal - 1);
        for (var i = Refusal - 1; i < run.Rows.Count; i++) run.Rows[i] = run.Rows[i] with { Sequence = i + 1 };

        AssertFound(AuditCheck.Answers, "yard-2 was answered 'too-large'");
    }

    [Fact]
    public void Audit_OfARowOutOfOrder_NamesIt()
    {
        run.Damage(Refusal, row => row with { Ordering = 1 });

        AssertFound(AuditCheck.Sequences, "counter/yard 3 was written before 2");
    }

    [Theory]
    [InlineData("""{"n":5}""")]
    [InlineData("{")]
    [InlineData("""{"_":{"at":"2026-11-26T12:00:00Z","activation":1}}""")]
    public void Audit_OfARowThatCannotBeRead_NamesIt(string json)
    {
        run.Damage(Add, row => row with { Message = System.Text.Encoding.UTF8.GetBytes(json) });

        AssertFound(AuditCheck.Rows, "row 101");
    }

    [Fact]
    public void Audit_OfAnUnknownEvent_NamesIt()
    {
        run.Damage(Add, row => row with { Manifest = "counter.multiplied/1" });

        AssertFound(AuditCheck.Rows, "counter.multiplied");
    }

    [Fact]
    public void Audit_OfAForeignSerializer_NamesIt()
    {
        run.Damage(Add, row => row with { Identifier = 1 });

        AssertFound(AuditCheck.Rows, "serializer 1");
    }

    [Fact]
    public void Audit_OfAFormerOwnersWrite_NamesIt()
    {
        run.DamageJson(Enable, json => json["_"]!["activation"] = 1);

        AssertFound(AuditCheck.Activations, "counter/yard 6 was written by activation 1 during 2");
    }

    [Fact]
    public void Audit_OfASkippedActivation_NamesIt()
    {
        run.DamageJson(SecondActivation, json => json["_"]!["activation"] = 3);
        run.DamageJson(Enable, json => json["_"]!["activation"] = 3);

        AssertFound(AuditCheck.Activations, "begins activation 3 after 1");
    }

    [Fact]
    public void Audit_OfAnActivationTwice_NamesIt()
    {
        run.DamageJson(SecondActivation, json => json["_"]!["activation"] = 1);
        run.DamageJson(Enable, json => json["_"]!["activation"] = 1);

        AssertFound(AuditCheck.Activations, "begins activation 1 after 1");
    }

    [Fact]
    public void Audit_OfAFirstRowThatIsNoActivation_NamesIt()
    {
        run.Rows.RemoveAt(0);
        for (var i = 0; i < run.Rows.Count; i++) run.Rows[i] = run.Rows[i] with { Sequence = i + 1 };

        AssertFound(AuditCheck.Activations, "counter/yard 1 was written by activation 1 during 0");
    }

    [Fact]
    public void Audit_OfACommandCarriedOutTwice_NamesIt()
    {
        run.Rows.Add(run.Rows[Add - 1] with { Sequence = 7, Ordering = 200 });

        AssertFound(AuditCheck.Once, "yard-1 had its effect more than once, in 2, 7");
    }

    [Fact]
    public void Audit_OfACommandWithoutItsAnswer_NamesIt()
    {
        run.DamageJson(Add, json => json["_"]!.AsObject().Remove("answer"));

        AssertFound(AuditCheck.Once, "yard-1 has 0 answers");
        AssertFound(AuditCheck.Answers, "yard-1 was answered 'done'");
    }

    [Fact]
    public void Audit_OfAnotherEffect_NamesIt()
    {
        run.DamageJson(Add, json => json["n"] = 6);

        AssertFound(AuditCheck.Effects, "yard-1");
        AssertFound(AuditCheck.Views, "yard-1");
        AssertFound(AuditCheck.Snapshots, "yard");
    }

    [Fact]
    public void Audit_OfAnAnswerUnderTheHashOfAnotherCommand_NamesIt()
    {
        run.DamageJson(Add, json => json["_"]!["answer"]!["hash"] = "AAAAAAAAAAAAAAAAAAAAAA");

        AssertFound(AuditCheck.Effects, "the hash of another command");
    }

    [Theory]
    [InlineData("status")]
    [InlineData("mustRun")]
    public void Audit_OfAStatusThatWasNotWritten_NamesIt(string property)
    {
        run.DamageJson(Enable, json => json["_"]!.AsObject().Remove(property));

        AssertFound(AuditCheck.Statuses, "counter/yard 6 leaves");
    }

    [Fact]
    public void Audit_OfACommandThatNobodySent_NamesIt()
    {
        run.DamageJson(Enable, json => json["_"]!["command"] = "yard-9");

        AssertFound(AuditCheck.Effects, "nobody sent the command yard-9");
    }

    [Fact]
    public void Audit_OfAnEventWithoutCause_NamesIt()
    {
        run.DamageJson(Enable, json => json["_"]!.AsObject().Remove("command"));

        AssertFound(AuditCheck.Effects, "has no cause");
    }

    [Fact]
    public void Audit_OfAnIdUsedForTwoCommands_NamesIt()
    {
        run.Ledger.Add(new IssuedCommand(SampleRun.Yard, "yard-1", new CounterCommands.Add(7), TimeSpan.Zero));

        AssertFound(AuditCheck.Effects, "yard-1 was sent as two commands");
    }

    [Fact]
    public void Audit_OfAnotherAnswerThanJournaled_NamesIt()
    {
        run.DamageJson(Refusal, json => json["_"]!["answer"]!["code"] = "too-small");

        AssertFound(AuditCheck.Answers, "yard-2");
        AssertFound(AuditCheck.Effects, "yard-2");
    }

    [Theory]
    [MemberData(nameof(WrongAnswers))]
    internal void Audit_OfAnAnswerThatTheJournalContradicts_NamesIt(string name, Func<EntityAnswer, EntityAnswer> change)
    {
        NoteChanged(change);

        var named = run.Audit().Findings.Any(finding => finding.Check is AuditCheck.Answers or AuditCheck.Views && finding.What.Contains(
            "yard-1", StringComparison.Ordinal));
        Assert.True(named, $"a wrong {name} was not found");
    }

    public static TheoryData<string, Func<EntityAnswer, EntityAnswer>> WrongAnswers() => new()
    {
        { "version", answer => answer with { Version = 3 } },
        { "code", answer => answer with { Code = AnswerCodes.Unchanged } },
        { "status", answer => answer with { Status = AnswerStatus.Refused } },
        { "activation", answer => answer with { Activation = 2 } },
        { "correlation", answer => answer with { CorrelationId = "yard-2" } },
        { "view", answer => answer with { View = new CounterView(6, 1, "", false) } },
        { "repeated by an older activation", answer => answer with { Activation = 0, Repeated = true } },
    };

    [Fact]
    public void Audit_OfAnAnswerByAFormerOwner_NamesIt()
    {
        // The frozen owner wakes and repeats what it remembers, long after the second had answered.
        NoteChanged(answer => answer with { Repeated = true }, sentAt: 100);

        AssertFound(AuditCheck.FormerOwners, "activation 1 on n1 answered yard-1");
    }

    [Fact]
    public void Audit_OfAnAnswerGivenBeforeAndDeliveredLate_FindsNothing()
    {
        NoteChanged(answer => answer, sentAt: 0.1, endedAt: 100);

        Assert.True(run.Audit().IsClean, run.Audit().Explain());
    }

    [Fact]
    public void Audit_OfALastViewThatIsNotTheFold_NamesIt()
    {
        run.LastViews[0] = run.LastViews[0] with { View = new CounterView(5, 1, "", false) };

        AssertFound(AuditCheck.Views, "counter/yard shows");
    }

    [Fact]
    public void Audit_OfAQueryWithoutAnswer_NamesIt()
    {
        run.LastViews[0] = run.LastViews[0] with { Status = AnswerStatus.Unavailable, View = null };

        AssertFound(AuditCheck.Views, "counter/yard shows");
    }

    [Theory]
    [InlineData("\"total\":5", "\"total\":6")]
    [InlineData("\"activation\":1", "\"activation\":2")]
    [InlineData("\"mustRun\":false", "\"mustRun\":true")]
    [InlineData("yard-2", "yard-7")]
    public void Audit_OfASnapshotThatIsNotTheFold_NamesIt(string text, string damage)
    {
        var json = System.Text.Encoding.UTF8.GetString(run.Snapshots[0].Data.Span);
        Assert.Contains(text, json, StringComparison.Ordinal);
        run.Snapshots[0] = run.Snapshots[0] with { Data = System.Text.Encoding.UTF8.GetBytes(
            json.Replace(text, damage, StringComparison.Ordinal)) };

        AssertFound(AuditCheck.Snapshots, "counter/yard at 4");
    }

    [Fact]
    public void Audit_OfASnapshotOfNothing_NamesIt()
    {
        run.Snapshots[0] = run.Snapshots[0] with { Sequence = 9 };

        AssertFound(AuditCheck.Snapshots, "counter/yard at 9");
    }

    [Fact]
    public void Audit_OfAnotherCatalogue_NamesEachLine()
    {
        run.Catalogue[0] = run.Catalogue[0] with { MustRun = false };
        run.Catalogue.Add(new ListedEntity(new(CounterState.Kind, "ghost"), CounterState.EnabledStatus, true));
        AssertFound(AuditCheck.Catalogue, "counter/ghost");
        AssertFound(AuditCheck.Catalogue, "counter/yard is listed as");

        run.Catalogue.Clear();
        AssertFound(AuditCheck.Catalogue, "counter/yard is not listed");
    }

    [Fact]
    public void Audit_OfALineListedTwice_NamesIt()
    {
        run.Catalogue.Add(run.Catalogue[0]);

        AssertFound(AuditCheck.Catalogue, "listed 2 times");
    }

    private void NoteChanged(Func<EntityAnswer, EntityAnswer> change, double sentAt = 0.2, double endedAt = 101)
    {
        var first = run.Ledger.Attempts.First(attempt => attempt.Command.CommandId == "yard-1");
        run.Note(
            first with { SentAt = TimeSpan.FromSeconds(sentAt), EndedAt = TimeSpan.FromSeconds(endedAt), Answer = change(first.Answer!) });
    }

    private IEnumerable<AuditCheck> Checks() => run.Audit().Findings.Select(finding => finding.Check).Distinct().Order();

    private void AssertFound(AuditCheck check, string what) =>
        Assert.Contains(run.Audit().Findings, finding => finding.Check == check && finding.What.Contains(what, StringComparison.Ordinal));
}
