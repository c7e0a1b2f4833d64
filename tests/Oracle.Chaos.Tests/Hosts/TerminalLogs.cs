using Microsoft.Extensions.Logging;

namespace Oracle.Chaos.Tests.Hosts;

/// <summary>Log lines on a host's own terminal; the console is the whole test process's.</summary>
internal sealed class TerminalLogs(Terminal terminal) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Lines(terminal, categoryName);

    public void Dispose()
    {
    }

    private sealed class Lines(Terminal terminal, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            terminal.WriteLine($"{logLevel}: {category} {formatter(state, exception)} {exception}".ReplaceLineEndings(" "));
    }
}
