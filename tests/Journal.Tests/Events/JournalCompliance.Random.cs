using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Journal.Tests.Events;

public abstract partial class JournalCompliance
{
    [Fact]
    public async Task RandomAppends_OfTwoOwners_KeepTheInvariants()
    {
        var seed = Random.Shared.Next();
        try
        {
            await RunOwnersAsync(new Random(seed));
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw new InvalidOperationException($"Failed with seed {seed}.", failure);
        }
    }

    /// <summary>
    /// Two owners take the shard from each other at random moments, repeat appends and commands, and believe wrong
    /// numbers. (I1) Only the owner of the current epoch writes: epochs never decrease in a stream. (I2) Every accepted
    /// append is in its stream once, without gaps, and nothing else is. (I3) A command has one effect and one answer.
    /// </summary>
    private async Task RunOwnersAsync(Random random)
    {
        StreamKey[] streams = [Front, Back];
        var baton = Assert.Single(await Journal.AdvanceBatonsAsync([0], None));
        long[] epochs = [0, 0];
        var newest = Epoch;
        var accepted = new Dictionary<Guid, Append>();
        var order = streams.ToDictionary(s => s, _ => new List<Guid>());
        var answers = new Dictionary<(StreamKey, string), string>();
        var sent = new List<Append>();
        for (var step = 0; step < 300; step++)
        {
            var owner = random.Next(2);
            if (random.Next(15) == 0) newest = epochs[owner] = (await Journal.ClaimAsync(0, baton, $"node-{owner}", None))!.Value;
            var group = new List<(Append Append, Task<AppendOutcome> Outcome)>();
            for (var i = random.Next(1, 5); i > 0; i--)
            {
                var append = sent.Count > 0 && random.Next(5) == 0 ? sent[random.Next(sent.Count)] : Invent(random, streams, order, epochs[owner], accepted);
                sent.Add(append);
                group.Add((append, AppendAsync(append)));
            }

            foreach (var (append, pending) in group)
            {
                var outcome = await pending;
                switch (outcome)
                {
                    case AppendOutcome.Accepted when accepted.TryAdd(append.AppendId, append):
                        Assert.Equal(newest, append.Epoch);
                        if (append.Events.Count > 0) order[append.Stream].Add(append.AppendId);
                        if (append.CommandId is { } command) Assert.True(answers.TryAdd((append.Stream, command), append.Reply!.Value.Text()));
                        break;
                    case AppendOutcome.Fenced fenced:
                        Assert.Equal(newest, fenced.Epoch);
                        Assert.NotEqual(newest, append.Epoch);
                        break;
                    case AppendOutcome.AlreadyAnswered answered:
                        Assert.Equal(answers[(append.Stream, append.CommandId!)], answered.Reply.Text());
                        break;
                }
            }
        }

        foreach (var stream in streams)
        {
            var events = await ReadAsync(stream);
            var written = order[stream].SelectMany(id => accepted[id].Events.Select(e => (accepted[id].Epoch, e.Text()))).ToArray();
            Assert.Equal(written, events.Select(e => (e.Epoch, e.Message.Text())));
            Assert.Equal(events.Select(e => e.Epoch).Order(), events.Select(e => e.Epoch));
            Assert.Equal(events.Count, (await Journal.FindHeadAsync(stream, None))?.Seq ?? 0);
        }

        foreach (var ((stream, command), answer) in answers) Assert.Equal(answer, (await Journal.FindReplyAsync(stream, command, None))?.Text());
    }

    private static Append Invent(Random random, StreamKey[] streams, Dictionary<StreamKey, List<Guid>> order, long epoch, Dictionary<Guid, Append> accepted)
    {
        var stream = streams[random.Next(streams.Length)];
        long head = order[stream].Sum(id => accepted[id].Events.Count);
        var append = Appends.To(stream, epoch, Math.Max(0, head + (random.Next(6) == 0 ? random.Next(-2, 3) : 0)), random.Next(0, 4));
        append = append with { Events = [.. append.Events.Select((_, i) => Appends.Message("test.counted", $"\"{append.AppendId}/{i}\""))] };
        return random.Next(2) == 0 ? append : append.For($"c-{random.Next(40)}", $"\"{append.AppendId}\"");
    }
}
