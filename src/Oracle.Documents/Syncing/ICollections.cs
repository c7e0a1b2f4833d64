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
}

/// <summary>A Chroma collection and the embedding model whose vectors it holds.</summary>
public sealed record CollectionRecord(
    string Name, string Uuid, string Provider, string Model, int Dimension, string Space, int Generation);
