namespace Oracle.Host.Settings;

/// <summary>Short environment names of settings (contract, section 3).</summary>
internal static class SettingAliases
{
    private static readonly Dictionary<string, string> KeyByAlias = new(StringComparer.Ordinal)
    {
        ["ORACLE_DATA_DIR"] = "Oracle:DataDir",
        ["ORACLE_PORT"] = "Oracle:Http:Port",
        ["ORACLE_BIND"] = "Oracle:Http:Bind",
        ["ORACLE_TOKEN"] = "Oracle:Http:Token",
        ["ORACLE_ALLOWED_ORIGINS"] = "Oracle:Http:AllowedOrigins",
        ["CHROMA_URL"] = "Oracle:Chroma:Url",
        ["CHROMA_TENANT"] = "Oracle:Chroma:Tenant",
        ["CHROMA_DATABASE"] = "Oracle:Chroma:Database",
        ["ORACLE_COLLECTION"] = "Oracle:Chroma:Collection",
        ["CHROMA_API_KEY"] = "Oracle:Chroma:ApiKey",
        ["ORACLE_SWEEP_INTERVAL"] = "Oracle:Sync:SweepInterval",
        ["ORACLE_SWEEP_BATCH"] = "Oracle:Sync:SweepBatchSize",
        ["ORACLE_EMBEDDING_PROVIDER"] = "Oracle:Embedding:Provider",
        ["ORACLE_EMBEDDING_MODEL"] = "Oracle:Embedding:Model",
        ["ORACLE_EMBEDDING_URL"] = "Oracle:Embedding:Url",
        ["ORACLE_REPO_ROOT"] = "Oracle:Learn:Root",
        ["ORACLE_EMBEDDING_API_KEY"] = "Oracle:Embedding:ApiKey",
    };

    /// <summary>The settings that the environment gives under their short names.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> FromEnvironment() => KeyByAlias
        .Select(entry => KeyValuePair.Create(entry.Value, Environment.GetEnvironmentVariable(entry.Key)))
        .Where(entry => !string.IsNullOrEmpty(entry.Value));

    /// <summary>The key of a short name; null where it is none.</summary>
    public static string? KeyOf(string alias) => KeyByAlias.GetValueOrDefault(alias);

    /// <summary>A key with its alias behind it, if it has one.</summary>
    public static string Describe(string key) =>
        KeyByAlias.FirstOrDefault(entry => entry.Value == key).Key is { } alias ? $"{key} ({alias})" : key;
}
