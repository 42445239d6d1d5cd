using Fresnel.Storage;

namespace Fresnel.Tests.Stores;

/// <summary>
/// What the reads of some stores gave, by the name of the read; a name that begins with <c>open</c> stands for all reads of
/// its store.
/// </summary>
internal sealed class StoreAnswers
{
    private readonly Dictionary<string, StoreAnswer> answers = [];

    /// <summary>The answers by the name of the read.</summary>
    public IReadOnlyDictionary<string, StoreAnswer> All => answers;

    /// <summary>Opens a store and reads it; only the first is answered where it cannot be opened.</summary>
    public async Task WithAsync<TStore>(string name, Func<TStore> open, Func<TStore, Task> read)
        where TStore : IAsyncDisposable
    {
        TStore? store = default;
        await AskAsync(name, () =>
        {
            store = open();
            return Task.FromResult("open");
        });
        if (store is null) return;
        await using (store) await read(store);
    }

    /// <summary>Reads. Damage, and a file that is none of ours any more, both name the file; anything else fails the test.</summary>
    public async Task AskAsync(string name, Func<Task<string>> read)
    {
        try
        {
            answers[name] = new StoreAnswer(await read(), null);
        }
        catch (Exception named) when (named is StoreDamagedException or StoreSchemaException)
        {
            answers[name] = new StoreAnswer(null, named.Message);
        }
    }
}
