namespace Oracle.Documents;

/// <summary>The folders that were indexed. Ids of documents read from files are relative to their root.</summary>
public interface IRoots
{
    /// <summary>
    /// The root that <paramref name="path"/> (absolute, normalised) belongs to: a known one that contains it,
    /// else itself, recorded as a new root. The first root's name is empty; later ones carry their folder's
    /// name, with a number behind it where it is taken or documents under it exist.
    /// </summary>
    Task<Root> ForAsync(string path);

    /// <summary>All roots.</summary>
    Task<IReadOnlyList<Root>> AllAsync();
}

/// <summary>A root folder and the name that prefixes its documents' ids; empty for the first.</summary>
public sealed record Root(string Path, string Name)
{
    /// <summary>What goes before a path relative to this root.</summary>
    public string Prefix => Name.Length == 0 ? "" : Name + "/";
}
