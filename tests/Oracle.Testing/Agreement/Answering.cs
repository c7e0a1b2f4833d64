namespace Oracle.Testing;

/// <summary>The collection that answers searches, as the database says.</summary>
internal sealed record Answering(string Name, string Provider, string Model, int TextVersion)
{
    public static Answering Of(string dataDir, string? name)
    {
        var row = BothStores.Query(dataDir, "select name, provider, model, text_version from oracle_collections where state = 'answering'").SingleOrDefault()
            ?? throw new InvalidOperationException("No collection answers yet.");
        return new Answering(name ?? (string)row[0]!, (string)row[1]!, (string)row[2]!, (int)(long)row[3]!);
    }
}
