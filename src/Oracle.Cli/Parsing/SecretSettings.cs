namespace Oracle.Cli.Parsing;

/// <summary>Settings that nobody but their owner may read. A command line can be read by every user of the machine (<c>ps</c>).</summary>
internal static class SecretSettings
{
    private static readonly Dictionary<string, string> VariableOf = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Oracle:Http:Token"] = "ORACLE_TOKEN",
        ["Oracle:Chroma:ApiKey"] = "CHROMA_API_KEY",
        ["Oracle:Embedding:ApiKey"] = "ORACLE_EMBEDDING_API_KEY",
    };

    /// <summary>Every environment variable that holds one.</summary>
    public static IEnumerable<string> Variables =>
        VariableOf.Values.Concat(VariableOf.Keys.Select(static key => key.Replace(":", "__", StringComparison.Ordinal)));

    /// <summary>What to tell somebody who gives one on the command line; null: nobody does. The value is not repeated.</summary>
    public static string? Refusal(IReadOnlyDictionary<string, string?> given) =>
        given.FirstOrDefault(static setting => VariableOf.ContainsKey(setting.Key) && !string.IsNullOrEmpty(setting.Value)).Key is { } key
            ? $"--{key}: a secret on the command line can be read by every user of this machine. Set {VariableOf[key]} in the environment instead, and choose a new secret: this one was shown."
            : null;
}
