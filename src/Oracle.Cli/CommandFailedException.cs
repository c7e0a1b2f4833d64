namespace Oracle.Cli;

/// <summary>Ends a command. The message is for the person at the terminal: what happened, to what, what to do.</summary>
internal sealed class CommandFailedException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;
}
