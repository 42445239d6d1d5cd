using Fresnel.Kernel.Mailboxes;

namespace Fresnel.Kernel.Tests.Mailboxes;

/// <summary>Any sequence of what can be done to a mailbox does to it what it does to its model.</summary>
public sealed class MailboxModelTests
{
    private const int Steps = 400;

    private sealed class Item(int number) : SystemItem
    {
        public int Number { get; } = number;
    }

    [Theory]
    [InlineData(nameof(Overflow.Wait))]
    [InlineData(nameof(Overflow.DropOldest))]
    [InlineData(nameof(Overflow.DropNewest))]
    [InlineData(nameof(Overflow.Fail))]
    public void Mailbox_AnySequenceOfOperations_DoesAsItsModel(string policy)
    {
        var seed = Random.Shared.Next();
        for (var round = 0; round < SlowTests.Choose(200, 10_000); round++)
        {
            var run = new Run(new Random(seed + round), Enum.Parse<Overflow>(policy), $"seed {seed}, round {round}");
            for (var step = 0; step < Steps; step++) run.Step();
            run.Finish();
        }
    }

    /// <summary>One mailbox beside its model.</summary>
    private sealed class Run
    {
        private readonly Dictionary<int, (MailboxWaiter<int> Waiter, ValueTask Task)> waiting = [];
        private readonly Random random;
        private readonly Overflow overflow;
        private readonly int capacity;
        private readonly Mailbox<int> mailbox;
        private readonly MailboxModel model;
        private readonly int taste;
        private readonly string at;
        private int next;

        public Run(Random random, Overflow overflow, string at)
        {
            this.random = random;
            this.overflow = overflow;
            capacity = random.Next(4) switch { 0 => 1, 1 => random.Next(2, 9), 2 => random.Next(9, 40), _ => random.Next(64, 200) };
            mailbox = new Mailbox<int>(capacity, overflow);
            model = new MailboxModel(capacity, overflow);
            taste = random.Next(20, 80);
            this.at = $"{at}, capacity {capacity}";
            Assert.True(mailbox.TryStart(), this.at);
        }

        public void Step()
        {
            var message = ++next;
            var dice = random.Next(100);
            if (dice < taste)
            {
                if (overflow == Overflow.Wait && random.Next(3) == 0) OfferOrWait(message);
                else Offer(message);
            }
            else if (random.Next(12) == 0)
            {
                Cancel();
            }
            else if (random.Next(12) == 0)
            {
                Assert.True(mailbox.Post(new Item(message), out var wake), at);
                Assert.True(model.Post(message) == wake, $"{at}: wake by the lane");
            }
            else if (random.Next(2_000) == 0)
            {
                Close();
            }
            else if (model.Running)
            {
                Read();
            }

            Assert.True(model.Messages.Count == mailbox.Count, $"{at}, step {next}: {mailbox.Count} of {model.Messages.Count} messages");
            Assert.InRange(mailbox.Count, 0, capacity);
            Assert.True(model.Dropped == mailbox.Dropped, $"{at}, step {next}: dropped");
            Assert.True(model.Closed == mailbox.IsClosed, at);
        }

        /// <summary>Takes all that is left.</summary>
        public void Finish()
        {
            while (model.Messages.Count > 0) Take();
            Take();
            Assert.Empty(waiting);
        }

        private void Offer(int message)
        {
            var expected = model.Offer(message);
            var result = mailbox.Offer(new(message, null), out var lost, out var wake);
            Assert.True(expected == (result, result == OfferResult.Dropped ? lost.Message : null, wake), $"{at}, step {next}: offer was {result}, lost {lost.Message}, wake {wake}, not {expected}");
        }

        private void OfferOrWait(int message)
        {
            var expected = model.OfferOrWait(message);
            var waiter = mailbox.OfferOrWait(new(message, null), random.Next(2) == 0, out var result, out var wake);
            Assert.True(expected == (result, wake), $"{at}, step {next}: {result}, wake {wake}, not {expected}");
            Assert.True(waiter is not null == (result == OfferResult.Full), at);
            if (waiter is not null) waiting.Add(message, (waiter, waiter.Task));
        }

        private void Cancel()
        {
            if (model.Line.Count == 0) return;
            var message = model.Line[random.Next(model.Line.Count)];
            var (waiter, task) = waiting[message];
            if (!mailbox.Leave(waiter)) Assert.Fail($"{at}, step {next}: {message} stood in line and could not leave");
            Assert.False(mailbox.Leave(waiter), at);
            Assert.False(task.IsCompleted, at);
            model.Line.Remove(message);
            waiting.Remove(message);
        }

        private void Close()
        {
            var left = mailbox.Close().ToArray();
            Assert.Equal(model.Close(), left.Select(waiter => waiter.Envelope.Message));
            foreach (var waiter in left)
            {
                Assert.True(waiting.Remove(waiter.Envelope.Message), at);
                waiter.Complete();
            }
        }

        private void Read()
        {
            switch (random.Next(6))
            {
                case 0:
                    var suspended = random.Next(4) == 0;
                    Assert.True(model.Park(suspended) == mailbox.TryPark(suspended), $"{at}, step {next}: park (suspended {suspended})");
                    break;
                case 1:
                    for (var item = mailbox.TakeSystem(); item is not null; item = item.Next) Assert.Equal(model.Lane.Dequeue(), ((Item)item).Number);
                    Assert.Empty(model.Lane);
                    break;
                default:
                    Take();
                    break;
            }
        }

        private void Take()
        {
            var (message, admitted) = model.Take();
            var taken = mailbox.TryTake(out var envelope);
            Assert.True(taken == message.HasValue && (!taken || envelope.Message == message), $"{at}, step {next}: took {(taken ? envelope.Message : "nothing")}, not {message}");
            if (admitted is not { } sender) return;
            Assert.True(this.waiting.Remove(sender, out var waiting), at);
            Assert.True(waiting.Task.IsCompletedSuccessfully, $"{at}, step {next}: sender of {sender} still waits");
            waiting.Task.GetAwaiter().GetResult(); // its waiter may be used again now
        }
    }
}
