using Microsoft.Extensions.Logging.Console;

namespace Oracle.Host.Startup;

/// <summary>Logs go to standard error, one line each; standard output belongs to results.</summary>
internal static class Logs
{
    public static void Configure(ILoggingBuilder logging, bool quiet, ILoggerProvider? instead = null)
    {
        logging.ClearProviders();
        if (instead is not null)
            logging.AddProvider(instead);
        else
            AddConsole(logging);
        // A host that lives for one command tells only what its user must know.
        logging.SetMinimumLevel(quiet ? LogLevel.Warning : LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        // A start that fails is told by whoever asked for it, in one line.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        logging.AddFilter("ModelContextProtocol", LogLevel.Warning);
        logging.AddFilter("Akka", quiet ? LogLevel.Error : LogLevel.Information);
    }

    private static void AddConsole(ILoggingBuilder logging)
    {
        logging.Services.AddSingleton<ConsoleFormatter>(new LogLineFormatter(TimeProvider.System));
        logging.AddConsole(console =>
        {
            console.FormatterName = LogLineFormatter.FormatterName;
            console.LogToStandardErrorThreshold = LogLevel.Trace;
        });
    }
}
