using System.Globalization;
using Fresnel.Engine.Protocol;
using Fresnel.Messages;

namespace Fresnel.Engine.Driver.Load;

/// <summary>
/// The caller of one entity: one command in flight, sent under the same id until it is answered, by another process where
/// one breaks off or is silent. Every answer goes into the ledger, also those that come late.
/// </summary>
/// <param name="entity">The entity.</param>
/// <param name="mix">What it is asked.</param>
/// <param name="plan">How.</param>
/// <param name="gateways">The processes that take commands.</param>
/// <param name="ledger">Where answers go.</param>
/// <param name="clock">The run's clock.</param>
internal sealed class EntityCaller(EntityId entity, CommandMix mix, LoadPlan plan, GatewayChoice gateways, Ledger ledger, RunClock clock)
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(50);

    private readonly List<Task> late = [];
    private int sent;

    /// <summary>Sends commands until it is stopped; the last one is answered, or given up with <paramref name="giveUp"/>.</summary>
    /// <param name="stop">No further command is begun.</param>
    /// <param name="giveUp">The command in flight is not waited for any more.</param>
    public async Task RunAsync(CancellationToken stop, CancellationToken giveUp)
    {
        while (!stop.IsCancellationRequested)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{entity.Name}-{plan.Tag}{++sent}");
            var command = new IssuedCommand(entity, id, mix.Next(), clock.Now);
            ledger.Add(command);
            await SendUntilAnsweredAsync(command, giveUp);
            late.RemoveAll(static task => task.IsCompleted);
            await Task.Delay(plan.Pause, clock.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(late);
    }

    private async Task SendUntilAnsweredAsync(IssuedCommand command, CancellationToken giveUp)
    {
        var flying = new List<Task<Attempt?>>();
        IGateway? last = null;
        for (var number = 1; !giveUp.IsCancellationRequested; number++)
        {
            if (gateways.Next(last) is not { } gateway)
            {
                await Task.Delay(Again, clock.Time, giveUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            last = gateway;
            flying.Add(SendAsync(command, number, gateway, giveUp));
            if (await AnsweredAsync(flying, giveUp)) break;
            if (flying.Count == 0) await Task.Delay(Again, clock.Time, giveUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        late.AddRange(flying);
    }

    /// <summary>Waits until one answers finally (true), or none is left or all were silent for a while (false).</summary>
    private async Task<bool> AnsweredAsync(List<Task<Attempt?>> flying, CancellationToken giveUp)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(giveUp);
        var silence = Task.Delay(plan.Hedge, clock.Time, over.Token);
        try
        {
            while (flying.Count > 0)
            {
                var first = await Task.WhenAny(flying.Cast<Task>().Append(silence));
                if (first == silence) return false;
                var ended = (Task<Attempt?>)first;
                flying.Remove(ended);
                if (await ended is { IsFinal: true }) return true;
            }

            return false;
        }
        finally
        {
            await over.CancelAsync();
        }
    }

    private async Task<Attempt?> SendAsync(IssuedCommand command, int number, IGateway gateway, CancellationToken giveUp)
    {
        var at = clock.Now;
        var left = plan.Deadline - (at - command.At);
        if (left < plan.Hedge) left = plan.Deadline; // the caller missed its deadline and begins again
        Attempt attempt;
        try
        {
            var request = new HostRequest(
                "", HostOperation.Send, command.Entity, command.CommandId, command.Command, (int)left.TotalMilliseconds);
            var response = await gateway.AskAsync(request, giveUp);
            attempt = new Attempt(command, number, gateway.Name, at, clock.Now, left, response.Answer,
                response.Answer is null ? response.Error ?? "no answer" : null);
        }
        catch (HostGoneException)
        {
            attempt = new Attempt(command, number, gateway.Name, at, clock.Now, left, null);
        }
        catch (OperationCanceledException)
        {
            return null;
        }

        ledger.Add(attempt);
        return attempt;
    }
}
