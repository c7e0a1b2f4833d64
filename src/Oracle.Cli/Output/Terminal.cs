using Spectre.Console;

namespace Oracle.Cli.Output;

/// <summary>A writer as Spectre.Console sees it.</summary>
internal static class Terminal
{
    // What is piped is not folded: a program reads it.
    private const int Unfolded = 10_000;

    /// <summary>Colour only on a terminal, and not where NO_COLOR is set (https://no-color.org).</summary>
    public static IAnsiConsole On(TextWriter writer, bool isTerminal, Func<string, string?> environment)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = isTerminal && environment.FirstOf("NO_COLOR") is null ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            // They would turn colour on in the logs of a build service.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        if (!isTerminal)
        {
            console.Profile.Width = Unfolded;
        }
        return console;
    }
}
