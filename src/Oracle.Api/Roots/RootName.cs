namespace Oracle.Api.Roots;

/// <summary>What a person calls a root.</summary>
public static class RootName
{
    /// <summary>What the first root is called, which has no name of its own.</summary>
    public const string First = ".";

    /// <summary>A name as it can be given to a shell, and be seen in a sentence: that of the first root is a full stop.</summary>
    public static string Quoted(string name) => $"'{(string.IsNullOrEmpty(name) ? First : name.Replace("'", @"'\''", StringComparison.Ordinal))}'";
}
