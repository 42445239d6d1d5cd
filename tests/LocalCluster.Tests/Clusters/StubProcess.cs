using System.Net;
using System.Text;
using Fresnel.LocalCluster.Processes;

namespace Fresnel.LocalCluster.Tests.Clusters;

/// <summary>Answers as a process of a cluster does, whatever it is told to.</summary>
internal sealed class StubProcess : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly int port = FreePort.Find();

    /// <summary>Starts to listen.</summary>
    /// <param name="answer">The status and the body for a method, a path and a body.</param>
    public StubProcess(Func<string, string, string, (int Status, string Body)> answer)
    {
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        _ = Task.Run(() => ServeAsync(answer));
    }

    /// <summary>The tokens and keys of its requests, in order.</summary>
    public List<(string? Authorization, string? Key)> Heads { get; } = [];

    /// <summary>A process of that port, which runs.</summary>
    public ProcessState State => Of(port);

    /// <summary>A process of a port, which runs; whether anyone listens is another matter.</summary>
    public static ProcessState Of(int port) => new("node-1", port, ProcessMark.Of(Environment.ProcessId));

    public void Dispose() => listener.Close();

    private async Task ServeAsync(Func<string, string, string, (int Status, string Body)> answer)
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            lock (Heads) Heads.Add((context.Request.Headers["Authorization"], context.Request.Headers["Idempotency-Key"]));
            using var reader = new StreamReader(context.Request.InputStream);
            var (status, body) = answer(context.Request.HttpMethod, context.Request.Url!.AbsolutePath, await reader.ReadToEndAsync());
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
            context.Response.Close();
        }
    }
}
