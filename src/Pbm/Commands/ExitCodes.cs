namespace Fresnel.Pbm.Commands;

/// <summary>What <c>pbm</c> answers to the shell. Shown by <c>pbm --help</c>; never renumbered. 0 to 2 mean what they mean for a node.</summary>
public static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>It was refused, or failed for a reason that has no code of its own.</summary>
    public const int Failed = 1;

    /// <summary>The command line is not right.</summary>
    public const int Usage = 2;

    /// <summary>Nothing that answers as a node or lighthouse does was reached.</summary>
    public const int Unreachable = 3;

    /// <summary>The token is missing or wrong.</summary>
    public const int Token = 4;

    /// <summary>What was named does not exist: a member, a camera, an entity, a file.</summary>
    public const int NotFound = 5;

    /// <summary>Asked and answered, and the answer is that something is not well.</summary>
    public const int Degraded = 6;

    /// <summary>Not done in time; it may still happen.</summary>
    public const int TimedOut = 7;

    /// <summary>Ended by Ctrl-C before it was done.</summary>
    public const int Interrupted = 130;

    /// <summary>The codes as <c>--help</c> shows them.</summary>
    internal const string Help = """
        Exit codes:
          0  done
          1  refused, or failed
          2  the command line is not right
          3  no node or lighthouse was reached
          4  the token is missing or wrong
          5  what was named does not exist
          6  answered, and something is not well (status, leader, where)
          7  not done in time; it may still happen
          130  ended by Ctrl-C
        """;
}
