namespace Fresnel.Journal.Sqlite;

/// <summary>The works that are not in use, kept for the next appends.</summary>
internal sealed class AppendWorks(JournalWriter writer)
{
    private const int MostIdle = 1024;

    private readonly Lock gate = new();
    private readonly Stack<AppendWork> idle = [];

    /// <summary>Takes one; it comes back by itself when its outcome has been read.</summary>
    public AppendWork Rent()
    {
        lock (gate)
        {
            if (idle.TryPop(out var work)) return work;
        }

        return new AppendWork(writer, Return);
    }

    private void Return(AppendWork work)
    {
        lock (gate)
        {
            if (idle.Count < MostIdle) idle.Push(work);
        }
    }
}
