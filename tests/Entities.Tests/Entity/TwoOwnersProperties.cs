using Akka.Actor;
using Fresnel.Entities.Entity;
using Fresnel.Entities.Tests.Lights;
using Fresnel.Entities.Tests.Support;
using Fresnel.Messages.Entities;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace Fresnel.Entities.Tests.Entity;

/// <summary>
/// Two owners of one entity on one journal, as after a wrong takeover, with every order of commands, repetitions, failed writes and restarts:
/// one linear history, one answer for each command, and none by a former owner.
/// </summary>
public sealed class TwoOwnersProperties(ITestOutputHelper output) : EntityTest(new MemoryStore(), output)
{
    private const int Owners = 2;
    private const int Commands = 6;

    private static readonly EntityOptions Options = new() { SnapshotEvery = 10, RestartAfter = TimeSpan.FromMilliseconds(10), FencedFor = TimeSpan.Zero };

    private readonly ITestOutputHelper output = output;
    private int runs;

    [Fact]
    public void History_IsLinear_WhateverTheOwnersDo()
    {
        var steps = Gen.OneOf(
            Gen.Choose(0, Owners - 1).SelectMany(owner => Gen.Choose(1, Commands).Select(command => (Step)new Step.Send(owner, command))),
            Gen.Choose(0, Owners - 1).SelectMany(owner => Gen.Choose(1, Commands).Select(command => (Step)new Step.Post(owner, command))),
            Gen.Choose(0, Owners - 1).Select(owner => (Step)new Step.Restart(owner)),
            Gen.Choose(0, Owners - 1).Select(owner => (Step)new Step.Crash(owner)),
            Gen.Elements(JournalFault.Before, JournalFault.After).Select(fault => (Step)new Step.Fault(fault)));
        var property = Prop.ForAll(Arb.From(steps.ListOf(14)), plan => RunAsync([.. plan]).GetAwaiter().GetResult());
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(SlowTests.Choose(40, 400)), property); // prints the seed of a failure
    }

    private async Task<bool> RunAsync(IReadOnlyList<Step> plan)
    {
        var entity = new Messages.EntityId("light", $"run-{++runs}");
        var owners = new IActorRef[Owners];
        for (var i = 0; i < Owners; i++) owners[i] = Start(Options, entity: entity);
        var answers = new List<EntityAnswer>();
        var posted = CreateTestProbe();
        foreach (var step in plan)
        {
            switch (step)
            {
                case Step.Send send:
                    if (await AskOnceAsync(owners[send.Owner], send.Command, entity) is { } answer) answers.Add(answer);
                    break;
                case Step.Post post:
                    owners[post.Owner].Tell(CommandOf(post.Command, entity), posted.Ref);
                    break;
                case Step.Restart restart:
                    await StopAsync(owners[restart.Owner]);
                    owners[restart.Owner] = Start(Options, entity: entity);
                    break;
                case Step.Crash crash:
                    Sys.Stop(owners[crash.Owner]);
                    owners[crash.Owner] = Start(Options, entity: entity);
                    break;
                case Step.Fault fault:
                    Faults.Next(fault.Kind);
                    break;
            }
        }

        // A write of each owner shows the former one that it is fenced; then one answers all.
        for (var i = 0; i < Owners; i++) await StopAsync(owners[i]);
        Faults.Forget();
        var last = Start(Options, entity: entity);
        for (var command = 1; command <= Commands; command++) answers.Add(await FinallyAsync(last, command, entity));
        while (posted.HasMessages) answers.Add(await posted.ExpectMsgAsync<EntityAnswer>());
        await StopAsync(last);
        var problems = Audit(await RowsAsync(entity), answers);
        foreach (var problem in problems) output.WriteLine($"{string.Join("; ", plan)}: {problem}");
        return problems.Count == 0;
    }

    private static List<string> Audit(IReadOnlyList<JournaledEvent> rows, List<EntityAnswer> answers)
    {
        var problems = new List<string>();
        long activation = 0;
        var switches = 0;
        var versions = new Dictionary<string, (long Row, JournaledAnswer Answer)>();
        for (var i = 0; i < rows.Count; i++)
        {
            var (@event, meta) = (rows[i].Event, rows[i].Meta);
            if (@event is EntityEvents.Activated ? meta.Activation != activation + 1 : meta.Activation != activation)
                problems.Add($"row {i + 1} is of activation {meta.Activation} after {activation}");
            activation = meta.Activation;
            if (@event is LightEvents.Blinked) switches++;
            if (meta.Answer is { } answer && !versions.TryAdd(meta.Command!, (i + 1, answer))) problems.Add($"{meta.Command} is answered twice");
        }

        foreach (var answer in answers.Where(answer => answer.Status != AnswerStatus.Unavailable))
        {
            if (!versions.TryGetValue(answer.CorrelationId, out var kept))
                problems.Add($"{answer.CorrelationId} was answered and is not in the journal");
            else if ((kept.Row, kept.Answer.Code, kept.Answer.Refused) != (answer.Version, answer.Code, answer.Status == AnswerStatus.Refused))
                problems.Add($"{answer.CorrelationId} was answered {answer}, and the journal says {kept}");
        }

        if (versions.Count != Commands) problems.Add($"{versions.Count} of {Commands} commands are in the journal");
        var wanted = Enumerable.Range(1, Commands).Where(IsBlink).Sum(command => command);
        if (switches != wanted) problems.Add($"{switches} blinks, not {wanted}");
        return problems;
    }

    // Two of three blink; the others are refused, since the light is off.
    private static bool IsBlink(int command) => command % 3 != 0;

    private EntityMessages.Command CommandOf(int command, Messages.EntityId entity) => new(
        entity, $"c{command}", IsBlink(command) ? new LightCommands.Blink(command) : new LightCommands.SwitchOff(), Time.GetUtcNow() + TimeSpan.FromMinutes(1));

    private async Task<EntityAnswer?> AskOnceAsync(IActorRef owner, int command, Messages.EntityId entity)
    {
        var answer = CreateTestProbe();
        owner.Tell(CommandOf(command, entity), answer.Ref);
        return await answer.ReceiveOneAsync(TimeSpan.FromMilliseconds(60)) as EntityAnswer;
    }

    private async Task<EntityAnswer> FinallyAsync(IActorRef owner, int command, Messages.EntityId entity)
    {
        while (true)
        {
            var answer = await AskAsync(owner, CommandOf(command, entity));
            if (answer.Status != AnswerStatus.Unavailable) return answer;
            await Task.Delay(10);
        }
    }

    private abstract record Step
    {
        /// <summary>Sends a command and waits a moment for the answer.</summary>
        public sealed record Send(int Owner, int Command) : Step;

        /// <summary>Sends a command and goes on.</summary>
        public sealed record Post(int Owner, int Command) : Step;

        public sealed record Restart(int Owner) : Step;

        /// <summary>Ends an owner without grace, whatever it is journaling.</summary>
        public sealed record Crash(int Owner) : Step;

        public sealed record Fault(JournalFault Kind) : Step;
    }
}
