namespace Oracle.Vaults;

/// <summary>A rule of what is left out that cannot be read. It alone counts for nothing; the others do.</summary>
/// <param name="Path">The file in which it stands, or the root's folder where it was given by command.</param>
/// <param name="Line">The line of the file, from 1; null where it stands in none.</param>
/// <param name="Key">By what it was given, where it is not a line of the form of <c>.gitignore</c>.</param>
/// <param name="Pattern">As it is written.</param>
public sealed record IgnoreFault(string Path, int? Line, string? Key, string Pattern)
{
    /// <summary>For a person: what is wrong, and what was done about it.</summary>
    public string Text => $"'{Pattern}' is no pattern and is left out";
}
