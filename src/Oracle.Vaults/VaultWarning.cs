namespace Oracle.Vaults;

/// <summary>Something of a file that was read otherwise than it was meant, or left alone. The rest of the file is read.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Line">The line of the file, from 1; null where it is about the file as a whole.</param>
/// <param name="Key">The key of the front matter, as it is written there; null where it is about none.</param>
/// <param name="Text">For a person: what is wrong, and what was done about it.</param>
public sealed record VaultWarning(VaultWarningKind Kind, int? Line, string? Key, string Text)
{
    /// <summary>Place and text in one line.</summary>
    public override string ToString() =>
        string.Join(": ", new[] { string.Join(", ", new[] { Line is { } line ? $"line {line}" : null, Key is { } key ? $"'{key}'" : null }.OfType<string>()), Text }.Where(part => part.Length > 0));
}

/// <summary>What a warning is about.</summary>
public enum VaultWarningKind
{
    /// <summary>Front matter that is not as YAML wants it.</summary>
    FrontMatter,

    /// <summary>More, or longer, than the store takes: the rest was left out.</summary>
    TooMuch,

    /// <summary>Less than makes a document: the text is in none.</summary>
    TooShort,

    /// <summary>A link that is not followed.</summary>
    Link,
}
