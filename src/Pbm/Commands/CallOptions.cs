using System.CommandLine;
using Fresnel.Pbm.Http;
using Fresnel.Pbm.Output;

namespace Fresnel.Pbm.Commands;

/// <summary>The options of every verb that asks a node or lighthouse, and how such a verb runs.</summary>
internal sealed class CallOptions(Surroundings around)
{
    private readonly Option<string?> host = new("--host")
    {
        Description = "Node or lighthouse to ask; several with commas (default: FRESNEL_HOST, the local cluster of --data, http://127.0.0.1:8450).",
        HelpName = "URL",
        Recursive = true,
    };

    private readonly Option<string?> data = new("--data") { Description = "Folder of a local cluster to ask (default: ./data).", HelpName = "DIR", Recursive = true };

    private readonly Option<string?> tokenFile = new("--token-file")
    {
        Description = "File that holds the API's token (default: FRESNEL_TOKEN; a local cluster's is found).",
        HelpName = "FILE",
        Recursive = true,
    };

    private readonly Option<bool> json = new("--json") { Description = "JSON for programs.", Recursive = true };
    private readonly Option<TimeSpan> timeout = Recursive(Times.Option("--timeout", TimeSpan.FromSeconds(10), "Longest to wait for an answer"));

    /// <summary>A group of verbs with these options.</summary>
    public Command Group(string name, string description, params Command[] verbs)
    {
        var group = new Command(name, description) { host, data, tokenFile, json, timeout };
        foreach (var verb in verbs) group.Add(verb);
        return group;
    }

    /// <summary>A verb that asks.</summary>
    public Command Verb(string name, string description, Func<Call, CancellationToken, Task<int>> run, params Symbol[] symbols)
    {
        var verb = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument) verb.Add(argument);
            else verb.Add((Option)symbol);
        }

        verb.SetAction(async (parse, cancellationToken) =>
        {
            var target = TargetFinder.Find(around, parse.GetValue(host), parse.GetValue(data), parse.GetValue(tokenFile));
            using var client = new ClusterClient(target, parse.GetValue(timeout), around.Time);
            return await run(new Call(parse, around, client, new Screen(around), parse.GetValue(json)), cancellationToken);
        });
        return verb;
    }

    private static Option<T> Recursive<T>(Option<T> option)
    {
        option.Recursive = true;
        return option;
    }
}
