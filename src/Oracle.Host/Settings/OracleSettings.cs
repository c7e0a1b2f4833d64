using Oracle.Actors.Auditing;
using Oracle.Actors.Sweeping;
using Oracle.Application.Following;
using Oracle.Documents.Syncing;
using Oracle.Embeddings;
using Oracle.Embeddings.Caching;
using Oracle.Embeddings.Onnx;

namespace Oracle.Host.Settings;

/// <summary>Every setting, checked (contract, section 3).</summary>
public sealed record OracleSettings(
    string DataDir,
    HttpSettings Http,
    ChromaSettings Chroma,
    EmbeddingSettings Embedding,
    SyncPolicy Sync,
    SweepSchedule Sweep,
    TimeSpan KeepReplaced,
    AuditSchedule Audit,
    VaultSettings Vaults,
    string? LearnRoot)
{
    // What was under way at the time-out has mostly landed so much later (seen within a second on both builds).
    private static readonly TimeSpan LateWrites = TimeSpan.FromSeconds(5);

    /// <summary>Reads and checks the settings.</summary>
    /// <param name="configuration">Where they are.</param>
    /// <param name="given">Keys that somebody gave by hand just now: one that nobody reads is a slip.</param>
    /// <exception cref="SettingException">One of them is not allowed, or a given one is not known.</exception>
    /// <exception cref="ModelNotInstalledException">The model that they name can be had, and is not here.</exception>
    public static OracleSettings Read(IConfiguration configuration, params IReadOnlyCollection<string> given)
    {
        var read = new SettingReader(configuration);
        var backoffMin = read.Span("Oracle:Sync:BackoffMin", TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(30));
        var chroma = ChromaSettings.Read(read);
        var settings = new OracleSettings(
            Cli.DataDirectory.Absolute(read.Text("Oracle:DataDir", "~/.oracle")),
            HttpSettings.Read(read),
            chroma,
            EmbeddingSettings.Read(read),
            new SyncPolicy
            {
                MaxAttempts = (int)read.Number("Oracle:Sync:MaxAttempts", 3, 1, 100),
                BackoffMin = backoffMin,
                BackoffMax = read.Span("Oracle:Sync:BackoffMax", TimeSpan.FromSeconds(30), backoffMin, TimeSpan.FromSeconds(30)),
                CompareEvery = read.Span("Oracle:Sync:CompareInterval", TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
                BatchSize = (int)read.Number("Oracle:Sync:BatchSize", 250, 1, 5_000),
                BatchBytes = read.Number("Oracle:Sync:BatchBytes", 8 * 1024 * 1024, 1_024, 32 * 1024 * 1024),
                FirstCheck = chroma.RequestTimeout + LateWrites,
            },
            new SweepSchedule
            {
                Interval = read.Span("Oracle:Sync:SweepInterval", TimeSpan.FromMinutes(5), TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1)),
                BatchSize = (int)read.Number("Oracle:Sync:SweepBatchSize", 50, 1, 1_000),
                MinAge = read.Span("Oracle:Sync:SweepMinAge", TimeSpan.FromMinutes(1), TimeSpan.Zero, TimeSpan.FromDays(1)),
            },
            read.Span("Oracle:Reindex:KeepFor", TimeSpan.FromDays(7), TimeSpan.Zero, TimeSpan.FromDays(365)),
            new AuditSchedule { Interval = read.Span("Oracle:Audit:Interval", TimeSpan.FromDays(1), TimeSpan.Zero, TimeSpan.FromDays(365)) },
            new VaultSettings(
                read.Flag("Oracle:Vaults:Follow", false),
                new FollowSchedule(
                    read.Span("Oracle:Vaults:ListInterval", TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
                    read.Span("Oracle:Vaults:LookInterval", TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)))),
            read.OptionalText("Oracle:Learn:Root") is { } learn ? Cli.DataDirectory.Absolute(learn) : null);
        read.RefuseUnknown(given);
        return settings;
    }
}

/// <summary>What becomes of the folders that were indexed.</summary>
/// <param name="Follow">Whether what is saved there is taken in.</param>
/// <param name="Schedule">How often they are looked at besides.</param>
public sealed record VaultSettings(bool Follow, FollowSchedule Schedule);

/// <summary>Which Chroma server, and what in it.</summary>
/// <param name="Url">Null: a local server under the host's care.</param>
/// <param name="Tenant">Chroma's tenant.</param>
/// <param name="Database">Chroma's database.</param>
/// <param name="Collection">The collection's name.</param>
/// <param name="ApiKey">Sent as <c>X-Chroma-Token</c>.</param>
/// <param name="RequestTimeout">Of one call.</param>
/// <param name="StoreDocuments">Whether the text goes to Chroma too.</param>
public sealed record ChromaSettings(
    Uri? Url,
    string Tenant,
    string Database,
    string Collection,
    string? ApiKey,
    TimeSpan RequestTimeout,
    bool StoreDocuments)
{
    internal static ChromaSettings Read(SettingReader read) => new(
        read.OptionalHttpUrl("Oracle:Chroma:Url"),
        read.Text("Oracle:Chroma:Tenant", "default_tenant"),
        read.Text("Oracle:Chroma:Database", "default_database"),
        read.Matching("Oracle:Chroma:Collection", "oracle_knowledge", IsCollectionName,
            "3 to 512 characters of a-z, A-Z, 0-9, '.', '_' and '-', with a letter or digit at both ends"),
        read.OptionalText("Oracle:Chroma:ApiKey"),
        read.Span("Oracle:Chroma:RequestTimeout", TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)),
        read.Flag("Oracle:Chroma:StoreDocuments", true));

    private static bool IsCollectionName(string name) =>
        name.Length is >= 3 and <= 512 && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1])
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-');
}

/// <summary>Which embedder.</summary>
/// <param name="Provider">Who computes vectors.</param>
/// <param name="Model">The provider's model; empty for its default.</param>
/// <param name="CacheBytes">The most that <c>embeddings.db</c> may take.</param>
/// <param name="Options">What the provider needs beside.</param>
public sealed record EmbeddingSettings(string Provider, string Model, long CacheBytes, EmbedderOptions Options)
{
    // More threads than this wait for memory and not for each other.
    private const int UsefulThreads = 4;

    /// <summary>Where the models are that this checkout restored; all else is left open.</summary>
    internal static EmbedderOptions InstalledModels() =>
        new(Cli.Repository.Root(Environment.GetEnvironmentVariable) is { } root ? Path.Combine(root, ".build", "models") : null);

    // Only what this build has may be asked for: a provider taken silently for another would be a lie.
    internal static EmbeddingSettings Read(SettingReader read)
    {
        var provider = read.OneOf("Oracle:Embedding:Provider", EmbeddingProviders.Default, EmbeddingProviders.Names);
        // Pieces of a model's own vocabulary; of a model behind a server only characters can be counted.
        var (smallest, largest) = EmbeddingProviders.OfThisMachine.Contains(provider) ? (3, 512) : (256, 1_000_000);
        var settings = new EmbeddingSettings(
            provider,
            read.Text("Oracle:Embedding:Model", ""),
            read.Number("Oracle:Embedding:CacheBytes", EmbeddingCache.DefaultMaxBytes, 1 << 20, 1L << 40),
            new EmbedderOptions(
                InstalledModels().ModelsFolder,
                (int)read.Number("Oracle:Embedding:Threads", Math.Min(Environment.ProcessorCount, UsefulThreads), 1, 256),
                read.OptionalHttpUrl("Oracle:Embedding:Url"),
                read.OptionalText("Oracle:Embedding:ApiKey"),
                read.OptionalText("Oracle:Embedding:Pooling") is null ? null
                    : read.OneOf("Oracle:Embedding:Pooling", "mean", ["first", "mean"]) == "first" ? Pooling.First : Pooling.Mean,
                read.OptionalText("Oracle:Embedding:Window") is null ? null : (int)read.Number("Oracle:Embedding:Window", smallest, smallest, largest),
                read.OptionalText("Oracle:Embedding:QueryPrefix"),
                read.OptionalText("Oracle:Embedding:DocumentPrefix")));
        try
        {
            EmbeddingProviders.Create(settings.Provider, settings.Model, settings.Options).Dispose();
            return settings;
        }
        catch (ArgumentException e) when (e is not ModelNotInstalledException)
        {
            throw new SettingException("Oracle:Embedding:Model (ORACLE_EMBEDDING_MODEL)", settings.Model, e.Message);
        }
    }
}
