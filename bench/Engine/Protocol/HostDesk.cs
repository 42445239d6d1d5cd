using System.Diagnostics;

namespace Fresnel.Engine.Protocol;

/// <summary>Answers the driver's requests.</summary>
/// <param name="gate">What can be done.</param>
internal sealed class HostDesk(IHostGate gate)
{
    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(10);

    /// <summary>Answers a request; never throws but for cancellation.</summary>
    public async Task<HostResponse> AnswerAsync(HostRequest request, CancellationToken cancellationToken)
    {
        var answer = new HostResponse(request.Id);
        var deadline = request.DeadlineMs is { } ms ? TimeSpan.FromMilliseconds(ms) : DefaultDeadline;
        try
        {
            switch (request.Op)
            {
                case HostOperation.Hello:
                    return answer with { Identity = gate.Identity };
                case HostOperation.Send when request is { Entity: { } entity, CommandId: { } id, Command: { } command }:
                    return answer with { Answer = await gate.SendAsync(entity, id, command, deadline, cancellationToken) };
                case HostOperation.Query when request is { Entity: { } entity }:
                    return answer with { Answer = await gate.QueryAsync(entity, deadline, cancellationToken) };
                case HostOperation.Members:
                    return answer with { Cluster = gate.SeeCluster() };
                case HostOperation.Standing:
                    return answer with { Standing = gate.SeeStanding() };
                case HostOperation.Process:
                    return answer with { Process = Measure() };
                case HostOperation.List:
                    return answer with { Entities = await gate.ListAsync(cancellationToken) };
                case HostOperation.Events when request is { Limit: { } limit }:
                    return answer with { EventsRead = await gate.ReadEventsAsync(limit, cancellationToken) };
                case HostOperation.Leave:
                    gate.Leave();
                    return answer;
                default:
                    return answer with { Error = $"the request '{request.Op}' lacks something" };
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception fault) // the edge of a request: the driver is told, the connection lives on
        {
            return answer with { Error = $"{fault.GetType().Name}: {fault.Message}" };
        }
    }

    private static ProcessFigures Measure()
    {
        using var process = Process.GetCurrentProcess();

        // Not after a collection: that would be the measurement's own work.
        var managed = GC.GetTotalMemory(forceFullCollection: false);
        return new ProcessFigures(process.WorkingSet64, managed, process.TotalProcessorTime.TotalSeconds, process.Threads.Count);
    }
}
