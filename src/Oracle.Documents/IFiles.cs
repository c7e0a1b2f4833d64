namespace Oracle.Documents;

/// <summary>What is known of the files of roots. A file's record is written with its documents; this reads them, and writes what touches no document.</summary>
public interface IFiles
{
    /// <summary>The files of a root that have been read.</summary>
    /// <param name="root">Its name.</param>
    Task<IReadOnlyList<FileRecord>> OfAsync(string root);

    /// <summary>Writes records of files whose documents are as they were.</summary>
    /// <exception cref="StoreUnavailableException">Nothing of it was stored.</exception>
    Task KeepAsync(IReadOnlyList<FileRecord> files);
}

/// <summary>A file that was read.</summary>
/// <param name="SourceFile">The source file that its documents carry.</param>
/// <param name="Root">The name of its root.</param>
/// <param name="Stamp">What the system said of it then, in one word; empty: nothing is known, as of what an earlier Oracle read.</param>
/// <param name="Hash">SHA-256 of its bytes, in hex.</param>
/// <param name="Rule">By which rule it was read.</param>
/// <param name="ReadAt">When.</param>
/// <param name="Documents">How many documents it yielded.</param>
/// <param name="IsGiven">Whether it was given by name, and no walk finds it.</param>
public sealed record FileRecord(string SourceFile, string Root, string Stamp, string Hash, string Rule, DateTimeOffset ReadAt, int Documents, bool IsGiven = false)
{
    /// <summary>What was told of its reading, in words of the caller's own; null: that is not known.</summary>
    public string? Warnings { get; init; }

    /// <summary>Why it cannot be read at present, or null. Its documents stay.</summary>
    public string? Unreadable { get; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset? UnreadableSince { get; init; }
}
