namespace Oracle.Vaults;

/// <summary>A file that a walk found and did not open.</summary>
/// <param name="Path">Full path as it is spelled on disk.</param>
/// <param name="RealPath">Where the bytes are; differs from the path for a link.</param>
/// <param name="Relative">The path relative to the root, with <c>/</c> and in NFC.</param>
/// <param name="SourceFile">The source file that its documents carry.</param>
/// <param name="Stamp">What the system says of it.</param>
/// <param name="Rule">By which rule it is read, with what its ids depend on besides itself. Where this changes it has to be read anew.</param>
/// <param name="IsGiven">Whether a walk over its root would pass it over: it was given by name.</param>
public sealed record ListedFile(string Path, string RealPath, string Relative, string SourceFile, FileStamp Stamp, string Rule, bool IsGiven = false);
