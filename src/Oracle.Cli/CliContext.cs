namespace Oracle.Cli;

/// <summary>Everything the command line takes from around it, so that a test can be that.</summary>
public sealed record CliContext
{
    /// <summary>Starts a host where none runs.</summary>
    public required IHostLauncher Launcher { get; init; }

    /// <summary>The command's result, and nothing else.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Errors, notes and progress.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether <see cref="Out"/> is a terminal: only there is colour allowed.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>Whether <see cref="Error"/> is a terminal: only there are progress bars allowed.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Reads an environment variable; null where it is not set.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>The clock for time-outs and pauses.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How long <c>up</c> holds its ready line back for the vault to be synced.</summary>
    public TimeSpan ReadyWithin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The context of a real process.</summary>
    public static CliContext ForThisProcess(IHostLauncher launcher)
    {
        // A dumb terminal shows cursor movements as rubbish.
        var capable = System.Environment.GetEnvironmentVariable("TERM") is not "dumb";
        return new CliContext
        {
            Launcher = launcher,
            Out = Console.Out,
            Error = Console.Error,
            OutIsTerminal = capable && !Console.IsOutputRedirected,
            ErrorIsTerminal = capable && !Console.IsErrorRedirected,
        };
    }
}
