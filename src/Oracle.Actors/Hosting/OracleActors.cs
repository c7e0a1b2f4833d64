using Akka;
using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Persistence.Sql;
using Microsoft.Data.Sqlite;
using Oracle.Actors.Auditing;
using Oracle.Actors.Indexing;
using Oracle.Actors.Inspecting;
using Oracle.Actors.Reindexing;
using Oracle.Actors.Stats;
using Oracle.Actors.Sweeping;
using Oracle.Actors.Syncing;
using Oracle.Documents;
using Oracle.Documents.Reindexing;
using Oracle.Documents.Syncing;
using Oracle.Embeddings;

namespace Oracle.Actors.Hosting;

/// <summary>What a re-index is given by the host.</summary>
/// <param name="Collection">The configured name, from which others are made.</param>
/// <param name="ModelAsync">
/// What a model is: null for the configured one. Throws <see cref="ArgumentException"/> for one that there is not, and
/// <see cref="EmbedderUnavailableException"/> where only a server knows and does not answer.
/// </param>
/// <param name="Configured">Provider and model as the settings name them, the provider's default by its name.</param>
/// <param name="CountCachedAsync">How many vectors of these texts are there already.</param>
/// <param name="KeepFor">How long a collection that answered before is kept for a rollback.</param>
public sealed record ReindexSettings(
    string Collection, Func<string?, CancellationToken, Task<EmbeddingModel>> ModelAsync, (string Provider, string Model) Configured,
    Func<EmbeddingModel, IReadOnlyCollection<string>, Task<long>> CountCachedAsync, TimeSpan KeepFor);

/// <summary>Keys of the actors in the registry.</summary>
public static class ActorKeys
{
    /// <summary>Persists documents. Speaks <see cref="Indexing.Indexer"/>.</summary>
    public sealed class DocumentIndexer;

    /// <summary>Carries documents to Chroma. Speaks <see cref="ChromaSync"/>.</summary>
    public sealed class ChromaSyncActor;

    /// <summary>The five-minute batches. Speaks <see cref="Sweeper"/>.</summary>
    public sealed class SyncSweeper;

    /// <summary>Re-indexes. Speaks <see cref="Reindex"/>.</summary>
    public sealed class Reindexer;

    /// <summary>Compares Chroma itself with SQLite. Speaks <see cref="Audit"/>.</summary>
    public sealed class Auditor;

    /// <summary>Counts. Speaks <see cref="Statistics"/>.</summary>
    public sealed class StatsActor;
}

/// <summary>Registers Oracle's actors with Akka.Hosting.</summary>
public static class OracleActors
{
    private static readonly TimeSpan DrainWithin = TimeSpan.FromSeconds(10);

    // Whoever starts a host asks it something first. No sweep or audit is due so soon that this would matter.
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Starts the indexer, the sync actor, the sweeper, the re-indexer, the auditor and the stats actor. The container gives what they need: the
    /// store's interfaces, <see cref="IVectorStore"/>, <see cref="EmbedderOf"/>, their settings and the <see cref="ChromaSnapshot"/> to publish.
    /// </summary>
    public static AkkaConfigurationBuilder AddOracleActors(this AkkaConfigurationBuilder builder) =>
        builder.WithActors((system, registry, resolver) =>
        {
            // Before any actor: what fails first is not to be missed.
            ActorStates.Of(system);
            T Given<T>() => resolver.GetService<T>() ?? throw new InvalidOperationException($"The container has no {typeof(T)}.");
            var (outbox, reconciliation, collections, reindexes) = (Given<IOutbox>(), Given<IReconciliation>(), Given<ICollections>(), Given<IReindexing>());
            var (vectors, embedder, policy, sweeps, reindex) = (Given<IVectorStore>(), Given<EmbedderOf>(), Given<SyncPolicy>(), Given<SweepSchedule>(), Given<ReindexSettings>());
            var clock = new SchedulerClock(system.Scheduler);
            var config = system.Settings.Config;

            var syncParts = new ChromaSyncParts(
                outbox, reconciliation, collections, reindexes, vectors, embedder, policy, Random.Shared.NextDouble)
            {
                Snapshot = Given<ChromaSnapshot>(),
            };
            var chromaSync = system.ActorOf(
                Supervision.OnFailure(config, Props.Create(() => new ChromaSyncActor(syncParts, clock)), "sync"), "chroma");
            registry.Register<ActorKeys.ChromaSyncActor>(chromaSync);
            // A batch that is on its way when the host stops is finished or, after ten seconds, abandoned; it stays due.
            CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseServiceRequestsDone, "drain", async () =>
            {
                await Task.WhenAny(chromaSync.Ask<ChromaSync.Drained>(ChromaSync.Drain.Instance), Task.Delay(DrainWithin));
                return Done.Instance;
            });

            var documents = Given<IDocumentStore>();
            registry.Register<ActorKeys.DocumentIndexer>(system.ActorOf(
                Props.Create(() => new DocumentIndexer(documents, chromaSync, clock)), "indexer"));

            var sweeping = Supervision.OnStop(config, Props.Create(() => new SyncSweeper(outbox, chromaSync, sweeps, clock)), "sweeper");
            var late = sweeps.Interval < Late ? sweeps.Interval : Late;
            var sweeper = system.ActorOf(Props.Create(() => new LateStart(sweeping, late)), "sweeping");
            registry.Register<ActorKeys.SyncSweeper>(sweeper);

            var reindexing = new ReindexerParts(
                reindexes, collections, vectors, embedder, reindex.Collection, reindex.ModelAsync, reindex.Configured, reindex.CountCachedAsync, policy, reindex.KeepFor);
            var reindexer = system.ActorOf(
                Supervision.OnFailure(config, Props.Create(() => new Reindexer(reindexing, chromaSync, clock)), "reindexer"), "reindexing");
            registry.Register<ActorKeys.Reindexer>(reindexer);

            var auditParts = new AuditParts(Given<IAuditing>(), reconciliation, vectors, embedder, chromaSync, reindexer);
            var audits = Given<AuditSchedule>();
            var auditing = Supervision.OnStop(config, Props.Create(() => new Auditor(auditParts, audits, clock)), "auditor");
            var auditor = system.ActorOf(Props.Create(() => new LateStart(auditing, Late, typeof(Reindex.Finished))), "auditing");
            registry.Register<ActorKeys.Auditor>(auditor);

            var statistics = Given<IStatistics>();
            registry.Register<ActorKeys.StatsActor>(system.ActorOf(
                Props.Create(() => new StatsActor(statistics, vectors, chromaSync, sweeper, auditor, clock)), "stats"));
        });

    /// <summary>Akka's own settings: the files of <paramref name="hoconFolder"/> with the journal in <paramref name="journalPath"/>.</summary>
    public static Config Configuration(string hoconFolder, string journalPath)
    {
        var files = Directory.GetFiles(hoconFolder, "*.conf").Order(StringComparer.Ordinal)
            .Select(file => ConfigurationFactory.ParseString(File.ReadAllText(file)));
        // A path may hold characters that mean something in HOCON: it stands in quotes.
        var source = new SqliteConnectionStringBuilder { DataSource = journalPath }.ToString();
        var connection = $"\"{source.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        var journal = ConfigurationFactory.ParseString($$"""
            akka.persistence.journal.sql.connection-string = {{connection}}
            akka.persistence.snapshot-store.sql.connection-string = {{connection}}
            """);
        return files.Aggregate(journal, (all, file) => all.WithFallback(file)).WithFallback(SqlPersistence.DefaultConfiguration);
    }
}
