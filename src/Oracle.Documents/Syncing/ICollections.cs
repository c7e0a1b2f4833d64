namespace Oracle.Documents.Syncing;

/// <summary>What is known of Chroma collections. SQLite is the truth about them.</summary>
public interface ICollections
{
    /// <summary>The UUID that marks a collection as this store's own. Made once, with the database.</summary>
    Task<string> StoreIdAsync();

    /// <summary>The collection that answers queries, or null before the first was made.</summary>
    Task<CollectionRecord?> AnsweringAsync();

    /// <summary>Records the answering collection. The one that answered before is kept under its name, if it has another.</summary>
    Task SetAnsweringAsync(CollectionRecord collection);

    /// <summary>A generation that no collection of this store has had.</summary>
    Task<int> NextGenerationAsync();

    /// <summary>Puts <paramref name="next"/> in the place of the answering collection, whose index is broken; that one is dropped later.</summary>
    Task ReplaceBrokenAsync(CollectionRecord next);

    /// <summary>Collections that are still to be dropped: their index broke, or another one took their place for good.</summary>
    Task<IReadOnlyList<CollectionRecord>> RetiredAsync();

    /// <summary>Forgets a collection that was dropped. The answering one is never forgotten.</summary>
    Task ForgetAsync(CollectionRecord dropped);
}

/// <summary>A Chroma collection and the embedding model whose vectors it holds.</summary>
/// <param name="Name">Its name in Chroma.</param>
/// <param name="Uuid">Its UUID there; empty before it was made.</param>
/// <param name="Provider">Who computes its vectors.</param>
/// <param name="Model">The provider's model.</param>
/// <param name="Dimension">The length of its vectors.</param>
/// <param name="Space">How they are compared.</param>
/// <param name="Generation">What its records are marked with.</param>
/// <param name="IsAdopted">True when it was somebody else's: it may hold records that nobody else has.</param>
/// <param name="TextVersion">Which version of <see cref="EmbeddedText"/> its vectors are made by.</param>
/// <param name="Neighbours">How many neighbours each of its vectors is given in the index, 2 or more.</param>
public sealed record CollectionRecord(
    string Name, string Uuid, string Provider, string Model, int Dimension, string Space, int Generation, bool IsAdopted = false,
    int TextVersion = EmbeddedText.Newest, int Neighbours = 64)
{
    /// <summary>Whether its vectors are what a collection made today by this model would hold.</summary>
    public bool HoldsVectorsOf(string provider, string model) => (provider, model, EmbeddedText.Newest) == (Provider, Model, TextVersion);
}
