using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Oracle.Host.Startup;

/// <summary>
/// One line for one event. What a document, a file name or another server says stays text in it: an escape sequence must not reach
/// the terminal, and a line feed must not forge a line.
/// </summary>
internal sealed class LogLineFormatter(TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    /// <summary>What the console knows it by.</summary>
    public const string FormatterName = "line";

    /// <inheritdoc />
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var failure = logEntry.Exception is null ? "" : $" {logEntry.Exception.ToString().ReplaceLineEndings(" ")}";
        textWriter.WriteLine(
            $"{clock.GetUtcNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture)} {Word(logEntry.LogLevel)}: {logEntry.Category}[{logEntry.EventId.Id}] {Escaped.Of(message + failure)}");
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
