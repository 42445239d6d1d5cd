using Fresnel.Kernel.Supervision;

namespace Fresnel.Kernel.Tests.Documentation;

/// <summary>The example of docs/kernel.md; a test keeps the two the same.</summary>
internal static class TurnstileExample
{
    public abstract record TurnstileMessage
    {
        public sealed record Push : TurnstileMessage;

        public sealed record HowMany(ReplyTo<int> ReplyTo) : TurnstileMessage;

        public sealed record GateEnded : TurnstileMessage;
    }

    public sealed class Turnstile : Actor<TurnstileMessage>
    {
        private ActorRef<int>? gate;
        private int passed;

        protected override SupervisionStrategy Supervision { get; } = new()
        {
            MaxRestarts = 3,
            Window = TimeSpan.FromMinutes(1),
            Backoff = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5)),
        };

        protected override ValueTask OnStartedAsync()
        {
            gate = Context.Spawn<int>(() => new Gate(), "gate", new() { Capacity = 4, Overflow = Overflow.DropOldest });
            Context.Watch(gate, new TurnstileMessage.GateEnded());
            return default;
        }

        protected override ValueTask ReceiveAsync(TurnstileMessage message)
        {
            switch (message)
            {
                case TurnstileMessage.Push:
                    passed++;
                    gate?.Tell(passed);
                    break;
                case TurnstileMessage.HowMany question:
                    question.ReplyTo.Tell(passed);
                    break;
                case TurnstileMessage.GateEnded:
                    gate = null;
                    break;
            }

            return default;
        }
    }

    public sealed class Gate : Actor<int>
    {
        protected override async ValueTask ReceiveAsync(int number)
        {
            if (number == 13) throw new InvalidOperationException("The gate jammed.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), Context.Time, Context.Stopping);
        }
    }

    public static async Task<int> CountAsync(ActorSystem system)
    {
        var turnstile = system.Spawn(() => new Turnstile(), "north");
        for (var i = 0; i < 20; i++) turnstile.Tell(new TurnstileMessage.Push());
        return await turnstile.Ask<int>(to => new TurnstileMessage.HowMany(to), TimeSpan.FromSeconds(5));
    }
}
