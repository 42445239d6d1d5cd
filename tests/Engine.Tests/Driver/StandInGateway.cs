using Fresnel.Engine.Driver.Load;
using Fresnel.Engine.Protocol;

namespace Fresnel.Engine.Tests.Driver;

/// <summary>A gateway that does with each request what a test says.</summary>
internal sealed class StandInGateway(string name, Func<HostRequest, Task<HostResponse>> serve) : IGateway
{
    public string Name => name;

    public bool IsConnected { get; set; } = true;

    public List<HostRequest> Requests { get; } = [];

    public Task<HostResponse> AskAsync(HostRequest request, CancellationToken cancellationToken)
    {
        lock (Requests) Requests.Add(request);
        return serve(request).WaitAsync(cancellationToken);
    }
}
