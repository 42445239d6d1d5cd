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
        private readonly Dictionary<int, (MailboxWaiter<int> Waiter, ValueTask Task)> _waiting = [];
        private readonly Random _random;
        private readonly Overflow _overflow;
        private readonly int _capacity;
        private readonly Mailbox<int> _mailbox;
        private readonly MailboxModel _model;
        private readonly int _taste;
        private readonly string _at;
        private int _next;

        public Run(Random random, Overflow overflow, string at)
        {
            _random = random;
            _overflow = overflow;
            _capacity = random.Next(4) switch { 0 => 1, 1 => random.Next(2, 9), 2 => random.Next(9, 40), _ => random.Next(64, 200) };
            _mailbox = new Mailbox<int>(_capacity, overflow);
            _model = new MailboxModel(_capacity, overflow);
            _taste = random.Next(20, 80);
            _at = $"{at}, capacity {_capacity}";
            Assert.True(_mailbox.TryStart(), _at);
        }

        public void Step()
        {
            var message = ++_next;
            var dice = _random.Next(100);
            if (dice < _taste)
            {
                if (_overflow == Overflow.Wait && _random.Next(3) == 0) OfferOrWait(message);
                else Offer(message);
            }
            else if (_random.Next(12) == 0)
            {
                Cancel();
            }
            else if (_random.Next(12) == 0)
            {
                Assert.True(_mailbox.Post(new Item(message), out var wake), _at);
                Assert.True(_model.Post(message) == wake, $"{_at}: wake by the lane");
            }
            else if (_random.Next(2_000) == 0)
            {
                Close();
            }
            else if (_model.Running)
            {
                Read();
            }

            Assert.True(_model.Messages.Count == _mailbox.Count, $"{_at}, step {_next}: {_mailbox.Count} of {_model.Messages.Count} messages");
            Assert.InRange(_mailbox.Count, 0, _capacity);
            Assert.True(_model.Dropped == _mailbox.Dropped, $"{_at}, step {_next}: dropped");
            Assert.True(_model.Closed == _mailbox.IsClosed, _at);
        }

        /// <summary>Takes all that is left.</summary>
        public void Finish()
        {
            while (_model.Messages.Count > 0) Take();
            Take();
            Assert.Empty(_waiting);
        }

        private void Offer(int message)
        {
            var expected = _model.Offer(message);
            var result = _mailbox.Offer(new(message, null), out var lost, out var wake);
            Assert.True(expected == (result, result == OfferResult.Dropped ? lost.Message : null, wake), $"{_at}, step {_next}: offer was {result}, lost {lost.Message}, wake {wake}, not {expected}");
        }

        private void OfferOrWait(int message)
        {
            var expected = _model.OfferOrWait(message);
            var waiter = _mailbox.OfferOrWait(new(message, null), _random.Next(2) == 0, out var result, out var wake);
            Assert.True(expected == (result, wake), $"{_at}, step {_next}: {result}, wake {wake}, not {expected}");
            Assert.True(waiter is not null == (result == OfferResult.Full), _at);
            if (waiter is not null) _waiting.Add(message, (waiter, waiter.Task));
        }

        private void Cancel()
        {
            if (_model.Line.Count == 0) return;
            var message = _model.Line[_random.Next(_model.Line.Count)];
            var (waiter, task) = _waiting[message];
            if (!_mailbox.Leave(waiter)) Assert.Fail($"{_at}, step {_next}: {message} stood in line and could not leave");
            Assert.False(_mailbox.Leave(waiter), _at);
            Assert.False(task.IsCompleted, _at);
            _model.Line.Remove(message);
            _waiting.Remove(message);
        }

        private void Close()
        {
            var left = _mailbox.Close().ToArray();
            Assert.Equal(_model.Close(), left.Select(waiter => waiter.Envelope.Message));
            foreach (var waiter in left)
            {
                Assert.True(_waiting.Remove(waiter.Envelope.Message), _at);
                waiter.Complete();
            }
        }

        private void Read()
        {
            switch (_random.Next(6))
            {
                case 0:
                    var suspended = _random.Next(4) == 0;
                    Assert.True(_model.Park(suspended) == _mailbox.TryPark(suspended), $"{_at}, step {_next}: park (suspended {suspended})");
                    break;
                case 1:
                    for (var item = _mailbox.TakeSystem(); item is not null; item = item.Next) Assert.Equal(_model.Lane.Dequeue(), ((Item)item).Number);
                    Assert.Empty(_model.Lane);
                    break;
                default:
                    Take();
                    break;
            }
        }

        private void Take()
        {
            var (message, admitted) = _model.Take();
            var taken = _mailbox.TryTake(out var envelope);
            Assert.True(taken == message.HasValue && (!taken || envelope.Message == message), $"{_at}, step {_next}: took {(taken ? envelope.Message : "nothing")}, not {message}");
            if (admitted is not { } sender) return;
            Assert.True(_waiting.Remove(sender, out var waiting), _at);
            Assert.True(waiting.Task.IsCompletedSuccessfully, $"{_at}, step {_next}: sender of {sender} still waits");
            waiting.Task.GetAwaiter().GetResult(); // its waiter may be used again now
        }
    }
}
