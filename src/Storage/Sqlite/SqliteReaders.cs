namespace Fresnel.Storage.Sqlite;

/// <summary>Readers of a database, each with its connection and prepared statements; kept for the next use.</summary>
internal sealed class SqliteReaders<TReader>(Func<TReader> open) : IDisposable
    where TReader : class, IDisposable
{
    private const int MostKept = 8;

    private readonly Lock gate = new();
    private readonly Stack<TReader> idle = [];
    private bool disposed;

    /// <summary>Takes a reader for one use; to be disposed in the same method.</summary>
    public Lease Rent()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (idle.TryPop(out var reader)) return new Lease(this, reader);
        }

        return new Lease(this, open());
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            while (idle.TryPop(out var reader)) reader.Dispose();
        }
    }

    private void Return(TReader reader)
    {
        lock (gate)
        {
            if (!disposed && idle.Count < MostKept)
            {
                idle.Push(reader);
                return;
            }
        }

        reader.Dispose();
    }

    /// <summary>A reader in use.</summary>
    public readonly struct Lease(SqliteReaders<TReader> owner, TReader reader) : IDisposable
    {
        /// <summary>The reader.</summary>
        public TReader Reader { get; } = reader;

        /// <inheritdoc />
        public void Dispose() => owner.Return(Reader);
    }
}
