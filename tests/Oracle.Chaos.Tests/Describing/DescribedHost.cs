using System.Text.Json;
using Oracle.Chaos.Tests.Importing;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Describing;

/// <summary>One host with a vault, asked as its user, for all that is asked of the document and compared with it.</summary>
public sealed class DescribedHost : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    /// <summary>Asks as somebody else than the host's user.</summary>
    public HttpClient Stranger { get; } = new();

    public OracleProcess Host { get; private set; } = null!;

    public ChromaServer Chroma { get; private set; } = null!;

    public string DataDir => _folder["data"];

    public string Vault => _folder["vault"];

    public string MovedVault => _folder["moved"];

    public string OldDatabase => _folder["old.db"];

    internal ApiSchemas Document { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Vault);
        await File.WriteAllTextAsync(Path.Combine(Vault, "backup.md"), "---\ntags: [server]\n---\n# Backup\n\n## Night\nBackups run at night.\n\n## Day\nNothing runs by day.\n");
        MadeV2.Make(OldDatabase, """
            insert into oracle_documents (id, type, source_file, concepts, created_at, updated_at, indexed_at) values ('old', 'learning', '', '[]', 1, 1, 1), ('empty', 'learning', '', '[]', 1, 1, 1);
            insert into oracle_fts (id, content, concepts) values ('old', 'what was learned before', '');
            """);
        Chroma = await ChromaServer.StartAsync(ChromaBuild.Compat);
        Host = await OracleProcess.ServeAsync(DataDir, Chroma.Url);
        Host.AskAsOwner(DataDir);
        Stranger.BaseAddress = Host.Address;
        Document = new ApiSchemas(JsonDocument.Parse(await Host.Http.GetStringAsync("/openapi/v1.json")).RootElement);
    }

    public async Task DisposeAsync()
    {
        Stranger.Dispose();
        if (Host is not null)
            await Host.DisposeAsync();
        if (Chroma is not null)
            await Chroma.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();
}
