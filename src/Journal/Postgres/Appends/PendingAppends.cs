namespace Fresnel.Journal.Postgres.Appends;

/// <summary>The pending appends that are not in use, kept for the next ones.</summary>
internal sealed class PendingAppends
{
    private const int MostIdle = 1024;

    private readonly Lock gate = new();
    private readonly Stack<PendingAppend> idle = [];

    /// <summary>Takes one; it comes back by itself when its outcome has been read.</summary>
    public PendingAppend Rent()
    {
        lock (gate)
        {
            if (idle.TryPop(out var pending)) return pending;
        }

        return new PendingAppend(Return);
    }

    private void Return(PendingAppend pending)
    {
        lock (gate)
        {
            if (idle.Count < MostIdle) idle.Push(pending);
        }
    }
}
