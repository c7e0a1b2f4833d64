using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Oracle.Actors.Auditing;
using Oracle.Actors.Hosting;
using Oracle.Actors.Sweeping;
using Oracle.Actors.Syncing;
using Oracle.Actors.Tests.Fakes;
using Oracle.Documents.Sqlite;
using Oracle.Documents.Syncing;
using Oracle.Embeddings;
using Oracle.Testing;

namespace Oracle.Actors.Tests.Worlds;

/// <summary>All actors as a host starts them: real settings, real journal file, real time. Only Chroma is in memory.</summary>
internal sealed class HostedOracle : IAsyncDisposable
{
    private readonly SqliteDatabase _database;
    private readonly ServiceProvider _services;
    private readonly IHostedService _host;

    private HostedOracle(string folder, string journal)
    {
        _database = SqliteDatabase.Open(folder);
        Store = new SqliteStore(_database);
        var traffic = new Traffic();
        Chroma = new FakeChroma(Store.Collections, traffic, TimeProvider.System);
        var embedder = new FakeEmbedder(traffic);
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(Store.Documents).AddSingleton(Store.Outbox).AddSingleton(Store.Reconciliation).AddSingleton(Store.Auditing)
            .AddSingleton(Store.Collections).AddSingleton(Store.Reindexing).AddSingleton(Store.Statistics)
            .AddSingleton<IVectorStore>(Chroma).AddSingleton<EmbedderOf>(_ => new Embedder(embedder, FakeEmbedder.Model))
            .AddSingleton(new SyncPolicy()).AddSingleton(new SweepSchedule()).AddSingleton(new AuditSchedule()).AddSingleton<ChromaSnapshot>()
            .AddSingleton(new ReindexSettings("oracle_knowledge", (_, _) => Task.FromResult(FakeEmbedder.Model), (FakeEmbedder.Model.Provider, FakeEmbedder.Model.Model), (_, _) => Task.FromResult(0L), TimeSpan.FromDays(7)))
            .AddSingleton<IHostApplicationLifetime, Lifetime>()
            .AddAkka("oracle", (akka, _) => akka
                .AddHocon(OracleActors.Configuration(Repository.PathTo("hocon"), journal), HoconAddMode.Prepend)
                .AddHocon("akka.loglevel = OFF", HoconAddMode.Prepend)
                .AddOracleActors())
            .BuildServiceProvider();
        _host = _services.GetServices<IHostedService>().Single();
    }

    public SqliteStore Store { get; }

    public FakeChroma Chroma { get; }

    public ActorSystem System => _services.GetRequiredService<ActorSystem>();

    public static async Task<HostedOracle> StartAsync(string folder, string journal)
    {
        var oracle = new HostedOracle(folder, journal);
        await oracle._host.StartAsync(CancellationToken.None);
        return oracle;
    }

    public Task<T> AskAsync<TActor, T>(object question) =>
        _services.GetRequiredService<ActorRegistry>().Get<TActor>().Ask<T>(question, TimeSpan.FromMinutes(1));

    public Task<SweepHistory> HistoryAsync() => AskAsync<ActorKeys.SyncSweeper, SweepHistory>(Sweeper.GetHistory.Instance);

    public Task<Sweeper.SweepFinished> SweepAsync() => AskAsync<ActorKeys.SyncSweeper, Sweeper.SweepFinished>(Sweeper.RunSweep.Instance);

    public Task StopAsync() => _host.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
        await _database.DisposeAsync();
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
