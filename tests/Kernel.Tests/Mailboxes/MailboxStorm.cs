using Fresnel.Kernel.Tests.Support;

namespace Fresnel.Kernel.Tests.Mailboxes;

/// <summary>Many senders at once, each telling in every way there is, some giving up, and a stop at some moment; then the accounts are compared.</summary>
/// <param name="kernel">Where the actor lives.</param>
/// <param name="overflow">Its policy.</param>
/// <param name="random">Decides the sizes and the moments.</param>
/// <param name="at">What a failure is reported with.</param>
internal sealed class MailboxStorm(TestSystem kernel, Overflow overflow, Random random, string at)
{
    private const int PerSender = 10_000;

    private readonly int capacity = random.Next(3) == 0 ? random.Next(1, 4) : random.Next(4, 150);
    private readonly int senders = random.Next(1, 9);
    private readonly int each = random.Next(1, 800);
    private readonly Seen<int> handled = new();
    private readonly Seen<int> overflowed = new();
    private readonly Seen<int> stopped = new();
    private readonly Seen<int> refused = new();
    private readonly Seen<int> cancelled = new();
    private int beyond;
    private ActorRef<int> actor = null!;

    public async Task RunAsync()
    {
        var pause = random.Next(2, 200);
        actor = kernel.Spawn<int>(
            async (message, _) =>
            {
                LookAtBound();
                handled.Add(message);
                if (message % pause == 0) await Task.Yield();
            },
            new SpawnOptions<int> { Capacity = capacity, Overflow = overflow, Throughput = random.Next(1, 200), OnDropped = OnDropped });
        var stopAfter = random.Next(3) == 0 ? random.Next(this.senders * each) : int.MaxValue;
        var mode = random.Next(2) == 0 ? StopMode.Drain : StopMode.Discard;
        var told = 0;
        var senders = Enumerable.Range(0, this.senders).Select(sender => (Sender: sender, Random: new Random(random.Next()))).ToArray();
        await Eventually.WithinAsync(Task.WhenAll(senders.Select(of => Task.Run(async () =>
        {
            var unawaited = new List<Task>();
            for (var i = 0; i < each; i++)
            {
                var message = (of.Sender * PerSender) + i;
                if (of.Random.Next(5) == 0) unawaited.Add(TellAsync(message, default));
                else await SendAsync(message, of.Random);
                LookAtBound();
                if (Interlocked.Increment(ref told) == stopAfter) actor.Stop(mode);
            }

            await Task.WhenAll(unawaited);
        }))));
        actor.Stop(StopMode.Drain);
        await Eventually.WithinAsync(actor.WhenStopped);
        Check(stopAfter == int.MaxValue);
    }

    private async Task SendAsync(int message, Random dice)
    {
        switch (dice.Next(4))
        {
            case 0:
                if (!actor.TryTell(message)) refused.Add(message);
                break;
            case 1:
                try
                {
                    actor.Tell(message);
                }
                catch (MailboxFullException)
                {
                    refused.Add(message);
                }

                break;
            case 2:
                using (var patience = new CancellationTokenSource())
                {
                    var waiting = TellAsync(message, patience.Token);
                    if (dice.Next(2) == 0) await Task.Yield();
                    await patience.CancelAsync();
                    await waiting;
                }

                break;
            default:
                await TellAsync(message, default);
                break;
        }
    }

    private async Task TellAsync(int message, CancellationToken patience)
    {
        try
        {
            await actor.TellAsync(message, patience);
        }
        catch (MailboxFullException)
        {
            refused.Add(message);
        }
        catch (OperationCanceledException)
        {
            cancelled.Add(message);
        }
    }

    private void OnDropped(int message, DropReason reason) => (reason == DropReason.Overflow ? overflowed : stopped).Add(message);

    private void LookAtBound()
    {
        if (this.actor is { } actor && actor.Waiting > capacity) Interlocked.Increment(ref beyond);
    }

    private void Check(bool livedToTheEnd)
    {
        var what = $"{at}: {overflow}, capacity {capacity}, {senders}×{each} told, {handled.Count} handled, {overflowed.Count} dropped, {stopped.Count} left, {refused.Count} refused, {cancelled.Count} cancelled";
        var ends = new[] { handled, overflowed, stopped, refused, cancelled }.SelectMany(seen => seen.All).Order();
        var told = Enumerable.Range(0, senders).SelectMany(sender => Enumerable.Range(sender * PerSender, each));
        Assert.True(told.SequenceEqual(ends), $"{what}: a message has no end, or two");
        Assert.True(overflowed.Count == actor.Dropped, $"{what}: {actor.Dropped} counted as dropped");
        Assert.True(beyond == 0, $"{what}: the bound was passed {beyond} times");
        if (overflow is Overflow.Wait or Overflow.Fail) Assert.True(overflowed.Count == 0, $"{what}: dropped under {overflow}");
        if (livedToTheEnd) Assert.True(stopped.Count == 0, $"{what}: lost without a stop");
        foreach (var line in handled.All.GroupBy(message => message / PerSender))
        {
            Assert.True(line.SequenceEqual(line.Order()), $"{what}: order of sender {line.Key}");
        }
    }
}
