using Microsoft.Extensions.DependencyInjection;

namespace Oracle.Actors.Ports;

/// <summary>What actors publish for others to use.</summary>
public static class PortServices
{
    /// <summary>Adds all ports.</summary>
    public static IServiceCollection AddActorPorts(this IServiceCollection services) => services
        .AddSingleton<IDocumentWriter, DocumentWriter>()
        .AddSingleton<ISweeps, Sweeps>()
        .AddSingleton<IAudits, Audits>()
        .AddSingleton<IReindexes, Reindexes>()
        .AddSingleton<ISyncing, ChromaSyncing>()
        .AddSingleton<IStatisticsReports, StatisticsReports>()
        .AddSingleton<IInspection, Inspection>();
}
