using Fresnel.Clustering.Broker;
using Fresnel.Simulation.Network;

namespace Fresnel.Simulation.Broker;

/// <summary>The simulated broker as one process sees it.</summary>
internal sealed class SimulatedBrokerFace(SimulatedBroker broker, Line line) : IBroker
{
    /// <inheritdoc />
    public async ValueTask<IBrokerConnection> ConnectAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var connection = new SimulatedConnection(broker, line, name);
        var connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var patience = broker.Agenda.Seconds(2, 5);
        line.ToServer(() =>
        {
            lock (broker.Gate)
            {
                if (broker.IsDown)
                {
                    line.ToProcess(() => connected.TrySetException(new BrokerException(BrokerFault.Lost, "The broker refuses connections.")));
                }
                else if (broker.Accept(connection) is { } peer)
                {
                    line.ToProcess(() =>
                    {
                        if (connection.Open(peer)) connected.TrySetResult();
                        else peer.Discard();
                    });
                }
            }
        });
        try
        {
            await connected.Task.WaitAsync(patience, line.Process.Clock, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch (TimeoutException late)
        {
            connection.Lose("it was not opened in time");
            throw new BrokerException(BrokerFault.Lost, $"The broker did not answer within {patience.TotalSeconds:0.0} s.", late);
        }
        catch (OperationCanceledException)
        {
            connection.Lose("not wanted any more");
            throw;
        }
    }
}
