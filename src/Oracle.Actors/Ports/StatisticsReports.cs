using Akka.Hosting;
using Oracle.Actors.Hosting;
using Oracle.Actors.Stats;
using Oracle.Documents;

namespace Oracle.Actors.Ports;

/// <summary>Where every document stands.</summary>
public interface IStatisticsReports
{
    /// <summary>Reads it now.</summary>
    /// <exception cref="StoreUnavailableException">SQLite cannot be read.</exception>
    /// <exception cref="NotAnsweringException">Not within the time given.</exception>
    Task<Statistics.Report> ReadAsync(TimeSpan within);
}

/// <summary>StatsActor as others see it.</summary>
public sealed class StatisticsReports(IRequiredActor<ActorKeys.StatsActor> stats) : IStatisticsReports
{
    /// <inheritdoc />
    public async Task<Statistics.Report> ReadAsync(TimeSpan within) => await stats.ActorRef.AskAsync(
        Statistics.GetStatistics.Instance, within, "Statistics do not answer in time: the host is busy, or has just started and still reads its journal.") switch
    {
        Statistics.Report report => report,
        Statistics.Unreadable unreadable => throw new StoreUnavailableException(unreadable.Reason),
        var other => throw Asking.Unknown(other, nameof(StatsActor)),
    };
}
