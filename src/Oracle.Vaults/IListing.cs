namespace Oracle.Vaults;

/// <summary>What a listing says of the files of a root.</summary>
public interface IListing
{
    /// <summary>The files by their source file.</summary>
    IReadOnlyDictionary<string, ListedFile> Files { get; }

    /// <summary>Whether a file lies where this listing looked.</summary>
    /// <param name="sourceFile">As in <see cref="VaultDocument.SourceFile"/>.</param>
    bool Covers(string sourceFile);

    /// <summary>
    /// True only if the file lies within the listed path and is known not to exist any more.
    /// False in doubt: outside the listed path, or anywhere below a folder or link that was not looked into.
    /// </summary>
    /// <param name="sourceFile">As in <see cref="VaultDocument.SourceFile"/>.</param>
    /// <param name="isGiven">Whether it was given by name: then it is there as long as its folder lists it.</param>
    bool IsGone(string sourceFile, bool isGiven = false);

    /// <summary>Why nothing can be said of a file: it lies below a folder or link that was not looked into. Null where something can.</summary>
    /// <param name="sourceFile">As in <see cref="VaultDocument.SourceFile"/>.</param>
    string? Blinded(string sourceFile);

    /// <summary>Where a file lies, or lay.</summary>
    /// <param name="sourceFile">As in <see cref="VaultDocument.SourceFile"/>.</param>
    string PathOf(string sourceFile);
}
