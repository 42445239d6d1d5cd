namespace Fresnel.Engine.Driver.Load;

/// <summary>What a load sends.</summary>
internal sealed record LoadPlan
{
    /// <summary>How many entities: <c>counter/c0</c> and on. Default 40.</summary>
    public int Entities { get; init; } = 40;

    /// <summary>The prefix of their names. Default <c>c</c>.</summary>
    public string Prefix { get; init; } = "c";

    /// <summary>Begins the numbers of command ids, which must differ between loads of the same entities. Default empty.</summary>
    public string Tag { get; init; } = "";

    /// <summary>How long after an answer the entity's next command is sent. Default 100 ms.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a command may take. Default 10 s.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After how long without a response the command is sent to another process as well. Default 1 s.</summary>
    public TimeSpan Hedge { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Gives the same commands again. Default 1.</summary>
    public int Seed { get; init; } = 1;
}
