using System.Text.Json;
using Oracle.Api;
using Oracle.Documents;
using Oracle.Vaults;

namespace Oracle.Application.Indexing;

/// <summary>The warnings of a file's reading, as they are kept with it and told again while it is not opened.</summary>
internal static class FileWarnings
{
    private const string None = "[]";

    public static string Text(IReadOnlyList<VaultWarning> warnings) => warnings.Count == 0 ? None : JsonSerializer.Serialize(warnings, ApiJson.Options);

    /// <summary>Those of a file; none where they cannot be read, as a later Oracle may have written them.</summary>
    public static IReadOnlyList<VaultWarning> Of(FileRecord file)
    {
        if (file.Warnings is null or None)
            return [];
        try
        {
            return JsonSerializer.Deserialize<IReadOnlyList<VaultWarning>>(file.Warnings, ApiJson.Options) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
