using Oracle.Chroma;
using Oracle.Documents.Syncing;
using Oracle.Embeddings;

namespace Oracle.Actors.Syncing;

/// <summary>
/// Finds or makes the collection that answers queries. A collection without this store's UUID in its metadata belongs
/// to somebody else: it is not written to unless it is adopted.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="collections">What SQLite knows of collections.</param>
/// <param name="name">The configured name.</param>
/// <param name="modelAsync">
/// The embedding model of a collection that is made or adopted; one that is known keeps its own. It may have to ask a server, and
/// throws <see cref="EmbedderUnavailableException"/> where that does not answer.
/// </param>
public sealed class AnsweringCollection(ChromaClient client, ICollections collections, string name, Func<CancellationToken, Task<EmbeddingModel>> modelAsync)
{
    /// <summary>The key of a collection's metadata that holds its owner's UUID.</summary>
    public const string StoreKey = "oracle_store";

    private const string Space = "cosine";

    // Asked for at the start, and owed until a collection is open: Chroma may fail in between.
    private bool _adopt;

    /// <summary>Finds or makes it. <see cref="Opening.IsNew"/> says that everything is due in it.</summary>
    /// <param name="adopt">Whether somebody else's may be taken over, now or when Chroma next answers.</param>
    /// <param name="cancel">Closes the connection.</param>
    public async Task<Opening> OpenAsync(bool adopt, CancellationToken cancel)
    {
        _adopt |= adopt;
        try
        {
            var opening = await FindAsync(_adopt, cancel);
            if (opening.Collection is not null)
                _adopt = false;
            return opening;
        }
        catch (EmbedderUnavailableException e)
        {
            return new Opening(new SyncOutcome(SyncOutcomeKind.EmbedderDown, e.Message, RetryAfter: e.RetryAfter), Collection: null);
        }
    }

    private async Task<Opening> FindAsync(bool adopt, CancellationToken cancel)
    {
        var store = await collections.StoreIdAsync();
        var known = await collections.AnsweringAsync();
        var wanted = known is not null && IsOf(name, known.Name) ? known.Name : name;
        var found = await client.GetCollectionAsync(wanted, cancel);
        if (found.Failure is { Kind: not ChromaFailureKind.NotFound })
            return new Opening(ChromaVectorStore.Outcome(found), Collection: null);
        if (found.Succeeded && found.Value.Metadata.GetText(StoreKey) != store)
            return adopt ? await AdoptAsync(found.Value, store, cancel) : Foreign(found.Value);
        // Another model today changes nothing about the vectors that are there: a re-index does.
        var record = known is not null && known.Name == wanted ? known : await RecordAsync(wanted, generation: 0, cancel);
        var spec = Spec(record, store);
        if (!found.Try(out var collection, out _))
            return Opened(known, record with { IsAdopted = false }, await client.GetOrCreateCollectionAsync(spec, cancel));
        var differences = spec.DifferencesOf(collection);
        return differences.Count > 0
            ? Misconfigured($"The Chroma collection '{wanted}' cannot be used: {string.Join("; ", differences)}. Set ORACLE_COLLECTION to another name.")
            : Opened(known, record, found);
    }

    /// <summary>Finds or makes a collection of this store besides the answering one.</summary>
    public async Task<Opening> OpenOtherAsync(CollectionRecord wanted, CancellationToken cancel) =>
        Opened(wanted, wanted, await client.GetOrCreateCollectionAsync(Spec(wanted, await collections.StoreIdAsync()), cancel));

    /// <summary>Puts <c>{name}_g{n}</c> in the place of a collection whose index is broken. Opening makes it, and everything is due in it.</summary>
    public async Task ReplaceAsync(CollectionRecord broken)
    {
        var generation = await collections.NextGenerationAsync();
        await collections.ReplaceBrokenAsync(broken with { Name = $"{name}_g{generation}", Uuid = "", Generation = generation, IsAdopted = false });
    }

    /// <summary>Drops a replaced collection and forgets it, if it is still the one that was replaced and this store's own.</summary>
    public async Task<SyncOutcome> DropAsync(CollectionRecord replaced, CancellationToken cancel)
    {
        var found = await client.GetCollectionAsync(replaced.Name, cancel);
        if (found.Failure is { Kind: not ChromaFailureKind.NotFound })
            return ChromaVectorStore.Outcome(found);
        // A crash may have come between making it and remembering its UUID; no name is used twice.
        if (found.Succeeded && (replaced.Uuid.Length == 0 || found.Value.Id.ToString() == replaced.Uuid) && found.Value.Metadata.GetText(StoreKey) == await collections.StoreIdAsync())
        {
            var dropped = await client.DeleteCollectionAsync(replaced.Name, cancel);
            if (!dropped.Succeeded)
                return ChromaVectorStore.Outcome(dropped);
        }

        await collections.ForgetAsync(replaced);
        return SyncOutcome.Confirmed;
    }

    private async Task<Opening> AdoptAsync(ChromaCollection foreign, string store, CancellationToken cancel)
    {
        var record = await RecordAsync(foreign.Name, generation: 0, cancel);
        var spec = new CollectionSpec(foreign.Name, ChromaSpace.Cosine, record.Dimension);
        var fits = spec.DifferencesOf(foreign).Count == 0;
        // First, so that everything is due in it even when the answer to the marking is lost.
        // What does not fit stays untouched; a collection beside it is filled.
        await collections.SetAnsweringAsync(fits ? record with { IsAdopted = true } : record with { Name = $"{foreign.Name}_g1", Generation = 1 });
        if (fits)
        {
            // The metadata are replaced as a whole: the former owner's keys stay.
            var metadata = new Dictionary<string, MetadataValue>(foreign.Metadata, StringComparer.Ordinal) { [StoreKey] = store };
            var marked = await client.ModifyCollectionAsync(foreign.Id, newMetadata: metadata, cancellation: cancel);
            if (!marked.Succeeded)
                return new Opening(ChromaVectorStore.Outcome(marked), Collection: null);
        }

        return await FindAsync(adopt: false, cancel);
    }

    private static Opening Opened(CollectionRecord? known, CollectionRecord record, ChromaResult<ChromaCollection> result) =>
        result.Try(out var collection, out var failure)
            ? new Opening(SyncOutcome.Confirmed, record with { Uuid = collection.Id.ToString() }, IsNew: known?.Uuid != collection.Id.ToString())
            : new Opening(ChromaVectorStore.Outcome(result), Collection: null, IsForeign: failure.Kind == ChromaFailureKind.Mismatch);

    private static Opening Foreign(ChromaCollection collection) => new(
        new SyncOutcome(SyncOutcomeKind.Misconfigured,
            $"The Chroma collection '{collection.Name}' belongs to {(collection.Metadata.GetText(StoreKey) is { } owner ? $"another Oracle store ({owner})" : "another program")} and is not written to. "
            + "Start with --adopt to take it over, or set ORACLE_COLLECTION to a name of your own."),
        Collection: null, IsForeign: true);

    private static Opening Misconfigured(string reason) =>
        new(new SyncOutcome(SyncOutcomeKind.Misconfigured, reason), Collection: null);

    // {name} itself, or {name}_g{n} after a rebuild.
    private static bool IsOf(string configured, string known) =>
        known == configured
        || (known.StartsWith(configured + "_g", StringComparison.Ordinal) && known.Length > configured.Length + 2 && known.AsSpan(configured.Length + 2).IndexOfAnyExceptInRange('0', '9') < 0);

    private static CollectionSpec Spec(CollectionRecord wanted, string store) => new(
        wanted.Name, ChromaSpace.Cosine, wanted.Dimension, new Dictionary<string, MetadataValue>(StringComparer.Ordinal) { [StoreKey] = store }, wanted.Neighbours);

    private async Task<CollectionRecord> RecordAsync(string collection, int generation, CancellationToken cancel)
    {
        var model = await modelAsync(cancel);
        return new CollectionRecord(collection, Uuid: "", model.Provider, model.Model, model.Dimension, Space, generation, Neighbours: IndexWidth.Of(model));
    }
}
