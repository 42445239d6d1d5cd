using System.Threading.Channels;
using Akka.Actor;

namespace Fresnel.Wire.Tests;

/// <summary>An actor whose messages a test reads one by one.</summary>
internal sealed class Letterbox
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<object> messages = Channel.CreateUnbounded<object>();

    public Letterbox(ActorSystem system) => Ref = system.ActorOf(Props.Create(() => new Writer(messages.Writer)));

    public IActorRef Ref { get; }

    /// <summary>The next message.</summary>
    /// <exception cref="OperationCanceledException">None came.</exception>
    public async Task<object> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await messages.Reader.ReadAsync(patience.Token);
    }

    /// <summary>The next message where it is there already; null otherwise.</summary>
    public object? TakeIfThere() => messages.Reader.TryRead(out var message) ? message : null;

    private sealed class Writer : ReceiveActor
    {
        public Writer(ChannelWriter<object> writer) => ReceiveAny(message => writer.TryWrite(message));
    }
}
