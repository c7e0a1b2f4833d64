using Akka.Actor;
using Akka.DependencyInjection;
using Akka.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Oracle.Actors.Hosting;
using Oracle.Actors.Ports;
using Oracle.Actors.Syncing;
using Oracle.Api;
using Oracle.Application;
using Oracle.Application.Following;
using Oracle.Application.Importing;
using Oracle.Application.Learning;
using Oracle.Application.Status;
using Oracle.Cli;
using Oracle.Documents;
using Oracle.Documents.Sqlite;
using Oracle.Documents.Syncing;
using Oracle.Host.Http;
using Oracle.Host.Http.Describing;
using Oracle.Host.Http.Guarding;
using Oracle.Host.Mcp;
using Oracle.Host.Settings;

namespace Oracle.Host.Startup;

/// <summary>One running host: store, Chroma, actors, HTTP. Stopping it goes the other way round.</summary>
internal sealed class OracleHost : IRunningHost
{
    // Weights take most of a second of a core, which the start and a command that needs none are not to pay for. Whoever searches or
    // writes before has them read at once.
    private static readonly TimeSpan LoadAfter = TimeSpan.FromSeconds(2.5);

    private readonly WebApplication _app;
    private readonly Stack<IAsyncDisposable> _held;
    private readonly HostPresence _presence;
    private int _stopped;

    private OracleHost(WebApplication app, Uri address, string ownersSecret, Stack<IAsyncDisposable> held, HostPresence presence)
    {
        (_app, Address, OwnersSecret, _held, _presence) = (app, address, ownersSecret, held, presence);
    }

    /// <inheritdoc />
    public Uri Address { get; }

    /// <inheritdoc />
    public string OwnersSecret { get; }

    /// <summary>All endpoints that it serves.</summary>
    internal IReadOnlyList<Endpoint> Endpoints => _app.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    /// <summary>Starts everything; what was started before a failure is stopped again.</summary>
    /// <param name="settings">Checked.</param>
    /// <param name="directory">Held by this host.</param>
    /// <param name="request">What is asked of it.</param>
    /// <param name="ct">Ends the start.</param>
    /// <param name="substitutes">What to make it with in place of the usual; nothing unless given.</param>
    public static async Task<OracleHost> StartAsync(
        OracleSettings settings, Documents.DataDirectory directory, HostRequest request, CancellationToken ct, HostSubstitutes? substitutes = null)
    {
        // In the order of starting; disposed from the last.
        var held = new Stack<IAsyncDisposable>();
        held.Push(new Held(directory));
        try
        {
            var database = SqliteDatabase.Open(settings.DataDir);
            held.Push(database);
            var health = new StoreHealth(database);
            var store = new SqliteStore(health);

            var logs = LoggerFactory.Create(logging => Logs.Configure(logging, quiet: request.OnDemand, substitutes?.Log));
            held.Push(new Held(logs));
            var log = logs.CreateLogger("Oracle");

            // The collection's own model is needed whatever the settings say.
            var answering = await store.Collections.AnsweringAsync();
            if (answering is not null && substitutes?.Embedders is null)
                await ModelInstaller.InstallWhereMissingAsync(answering.Provider, answering.Model, settings.Embedding.Options, ct);
            var owner = OwnersSecretFile.Write(settings.DataDir);
            held.Push(new Held(owner));
            var embedding = EmbeddingParts.Open(settings, substitutes?.Embedders, log);
            held.Push(embedding);
            var chroma = ChromaParts.Create(settings, store.Collections, embedding, logs);
            held.Push(chroma);
            await chroma.StartAsync(ct);
            // Chroma's first answer takes as long as making the rest; nothing runs before it is there.
            using var given = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var mayStart = Task.Run(() => RefuseForeignCollectionAsync(chroma, request.Adopt, log, given.Token), given.Token);
            WebApplication app;
            try
            {
                app = Build(settings, database, health, store, chroma, embedding, owner, JournalFile.Prepare(settings.DataDir, TimeProvider.System, log), logs);
                held.Push(app);
            }
            catch
            {
                // What Chroma would have said does not matter any more.
                await given.CancelAsync();
                await mayStart.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw;
            }

            await mayStart;
            await StartListeningAsync(app, settings, ct);
            if (settings.Vaults.Follow)
                Follow(app.Services, settings.Vaults.Schedule);

            _ = LoadBesideAsync(embedding, store.Collections, log, app.Lifetime.ApplicationStopping);
            var address = AddressOf(app);
            return new OracleHost(app, address, owner.Value, held, HostPresence.Announce(settings.DataDir, address, TimeProvider.System.GetUtcNow()));
        }
        catch
        {
            await LetGoAsync(held);
            throw;
        }
    }

    /// <inheritdoc />
    public Task WaitForShutdownAsync(CancellationToken ct) => _app.WaitForShutdownAsync(ct);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0)
            return;
        _presence.Dispose();
        // Intake ends first, then the actors finish their batch; only then do the stores close.
        await _app.StopAsync();
        await LetGoAsync(_held);
    }

    private static WebApplication Build(
        OracleSettings settings, SqliteDatabase database, StoreHealth health, SqliteStore store, ChromaParts chroma, EmbeddingParts embedding, OwnersSecretFile owner, string journal, ILoggerFactory logs)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        // Given ready made, so that the container does not close it: Chroma and the embedders, which close later, still log.
        builder.Services.AddSingleton(logs).AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            ServerLimits.Set(kestrel.Limits, settings.Http.Limits);
            kestrel.Listen(settings.Http.Bind, settings.Http.Port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        // Signals are the command line's; the host ends when it is told to.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddRoutingCore();
        builder.Services.AddProblemDetails();
        builder.Services.ConfigureHttpJsonOptions(options => ApiJson.Configure(options.SerializerOptions));
        builder.Services
            .AddSingleton(TimeProvider.System)
            // The database is not the container's to close: the actors write to the end.
            .AddSingleton<StoreTrouble>(health.TroubleAsync)
            .AddSingleton(store.Documents).AddSingleton(store.Lists).AddSingleton(store.Learnings).AddSingleton(store.Outbox).AddSingleton(store.Search).AddSingleton(store.Reconciliation).AddSingleton(store.Auditing)
            .AddSingleton(store.Collections).AddSingleton(store.Reindexing)
            .AddSingleton(store.Statistics).AddSingleton(store.Roots).AddSingleton(store.Files).AddSingleton(store.TextIndexing)
            .AddSingleton<IVectorStore>(chroma.Vectors).AddSingleton<EmbedderOf>(embedding.ForDocuments).AddSingleton<QueryEmbedderOf>(embedding.ForQueries)
            .AddSingleton(settings.Sync).AddSingleton(settings.Sweep).AddSingleton(settings.Audit)
            .AddSingleton(new ReindexSettings(settings.Chroma.Collection, embedding.ModelAsync, embedding.Configured, embedding.CountCachedAsync, settings.KeepReplaced))
            .AddSingleton<IWriteQueue>(database).AddSingleton(embedding.Load)
            .AddSingleton<ChromaSnapshot>()
            .AddSingleton(new DatabaseFile(SqliteDatabase.PathIn(settings.DataDir)))
            .AddSingleton(new LearnFolders(settings.LearnRoot, Path.Combine(settings.DataDir, "notes")))
            .AddActorPorts().AddOracleApplication().AddSingleton<EventFeeds>().AddGuard(settings.Http, owner).AddCompressing().AddApiDocument().AddOracleMcp();
        builder.Services.AddAkka("oracle", akka => akka
            .AddHocon(OracleActors.Configuration(Path.Combine(AppContext.BaseDirectory, "hocon"), journal), HoconAddMode.Prepend)
            .ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddLoggerFactory();
            })
            .AddOracleActors());

        // After the actors, which it needs.
        builder.Services.AddHostedService<UnfinishedLearnings>().AddHostedService<UnfinishedImports>();

        var app = builder.Build();
        app.UseAliases();
        app.UseProblems();
        app.UseStopping();
        app.UseGuard(settings.Http);
        app.UseCompressing();
        app.MapStatus();
        app.MapDocuments();
        app.MapSearch();
        app.MapLibrary();
        app.MapLearn();
        app.MapOracleMcp();
        app.MapSync();
        app.MapReindex();
        app.MapEvents();
        app.MapMetrics();
        app.MapIndex();
        app.MapImport();
        app.MapRoots();
        app.MapAudit();
        app.MapInspect();
        app.MapApiDocument();
        return app;
    }

    // A collection that is somebody else's ends the start. A Chroma that does not answer does not: the question is asked again when it does.
    private static async Task RefuseForeignCollectionAsync(ChromaParts chroma, bool adopt, ILogger log, CancellationToken ct)
    {
        var opening = await chroma.Collection.OpenAsync(adopt, ct);
        if (opening.IsForeign)
            throw new StartRefusedException(opening.Outcome.Reason);
        if (opening.Outcome.Kind == SyncOutcomeKind.EmbedderDown)
            log.LogWarning("Starting without an embedder: {Reason} Documents are stored and found by keywords; they are sent when it answers.", opening.Outcome.Reason);
        else if (opening.Collection is null)
            log.LogWarning("Starting without Chroma: {Reason} Documents are stored and found by keywords; they are sent when it answers.", opening.Outcome.Reason);
    }

    // Nobody waits for it: without a model documents are found by their words.
    private static async Task LoadBesideAsync(EmbeddingParts embedding, ICollections collections, ILogger log, CancellationToken stopping)
    {
        await Task.Delay(LoadAfter, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stopping.IsCancellationRequested)
            return;
        try
        {
            if (await collections.AnsweringAsync() is { } answering)
                await embedding.LoadAsync(answering);
        }
        catch (Exception e) when (e is ArgumentException or ObjectDisposedException or StoreUnavailableException)
        {
            log.LogWarning("The embedding model is not loaded yet: {Reason} It is tried again with the first text.", e.Message);
        }
    }

    private static async Task StartListeningAsync(WebApplication app, OracleSettings settings, CancellationToken ct)
    {
        try
        {
            await app.StartAsync(ct);
        }
        catch (IOException e)
        {
            throw new StartRefusedException(
                $"cannot listen on {settings.Http.Bind}:{settings.Http.Port}: {e.Message} Choose another port with --port or ORACLE_PORT.", e);
        }
    }

    // Not before the start is sure to succeed: the first thing it does is to list every root.
    private static void Follow(IServiceProvider services, FollowSchedule schedule)
    {
        var system = services.GetRequiredService<ActorSystem>();
        system.ActorOf(DependencyResolver.For(system).Props<VaultFollower>(new FolderWatches(), schedule), "vault-follower");
    }

    // Bound to every address, it answers here too; 0.0.0.0 itself is an address that clients refuse to ask.
    private static Uri AddressOf(WebApplication app)
    {
        var bound = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return bound.Host switch
        {
            "0.0.0.0" => new UriBuilder(bound) { Host = "127.0.0.1" }.Uri,
            "[::]" => new UriBuilder(bound) { Host = "[::1]" }.Uri,
            _ => bound,
        };
    }

    private static async Task LetGoAsync(Stack<IAsyncDisposable> held)
    {
        while (held.TryPop(out var thing))
            await thing.DisposeAsync();
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Held(IDisposable thing) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            thing.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
