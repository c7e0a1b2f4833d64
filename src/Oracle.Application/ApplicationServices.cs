using Microsoft.Extensions.DependencyInjection;
using Oracle.Application.Auditing;
using Oracle.Application.Following;
using Oracle.Application.Importing;
using Oracle.Application.Indexing;
using Oracle.Application.Inspecting;
using Oracle.Application.Learning;
using Oracle.Application.Listing;
using Oracle.Application.Reindexing;
using Oracle.Application.Roots;
using Oracle.Application.Searching;
using Oracle.Application.Status;
using Oracle.Application.Storing;
using Oracle.Application.Syncing;

namespace Oracle.Application;

/// <summary>What HTTP, MCP and the command line have in common.</summary>
public static class ApplicationServices
{
    /// <summary>Adds all services. The store's interfaces, the actors' ports and a clock are given by the host.</summary>
    public static IServiceCollection AddOracleApplication(this IServiceCollection services) => services
        .AddSingleton<IntakeLimit>().AddSingleton<DocumentIntake>().AddSingleton<DocumentService>()
        .AddSingleton(provider => SettlementNews.Of(provider.GetRequiredService<Akka.Actor.ActorSystem>())).AddSingleton<SyncedWait>()
        .AddSingleton<VectorSearch>().AddSingleton<HybridSearch>().AddSingleton<SearchService>().AddSingleton<SimilarService>()
        .AddSingleton<IndexingRuns>().AddSingleton<VaultIndexer>().AddHostedService<TextIndexer>()
        .AddSingleton<ListService>().AddSingleton<ReadService>().AddSingleton<DocService>().AddSingleton<LearnService>()
        .AddSingleton<FollowSnapshot>().AddSingleton<RootService>()
        .AddSingleton<ImportService>()
        .AddSingleton<SyncService>().AddSingleton<ReindexService>().AddSingleton<AuditService>()
        .AddSingleton<HealthService>().AddSingleton<FileCounts>().AddSingleton<StatsService>().AddSingleton<InspectService>();
}
