using System.CommandLine;
using System.CommandLine.Invocation;
using Oracle.Cli.Commands;
using Oracle.Cli.Output;

namespace Oracle.Cli;

/// <summary>The command line: <c>oracle COMMAND</c>.</summary>
public static class OracleCommand
{
    // No response files: a query or an id may begin with '@'.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    /// <summary>All commands, ready to be parsed against.</summary>
    public static RootCommand Create(CliContext context)
    {
        var common = new CommonOptions(context);
        return new RootCommand("Oracle keeps Markdown notes in SQLite and Chroma, and both in step.")
        {
            common.Json,
            common.DataDir,
            UpCommand.Create(common),
            ServeCommand.Create(common),
            IndexCommand.Create(common),
            ImportCommand.Create(common),
            RootsCommand.Create(common),
            SearchCommand.Create(common),
            StatsCommand.Create(common),
            SyncCommand.Create(common),
            ReindexCommand.Create(common),
            AuditCommand.Create(common),
            DeleteCommand.Create(common),
            ShowCommand.Create(common),
            InspectCommand.Create(common),
            McpCommand.Create(common),
            DoctorCommand.Create(common),
        };
    }

    /// <summary>Carries out one command line and returns the exit code of contract §2. Throws nothing.</summary>
    /// <param name="args">The words after the program's name.</param>
    /// <param name="context">What is around the command.</param>
    /// <param name="stopping">Asks the command to end, as Ctrl-C does.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, CliContext context, CancellationToken stopping)
    {
        var parsed = Create(context).Parse(args, Parsing);
        // Asked of the action, since --help and --version stand above errors.
        if (parsed.Action is ParseErrorAction)
        {
            return Refuse(parsed, context);
        }
        try
        {
            return await parsed.InvokeAsync(
                // Signals are the caller's, and stopping a host takes longer than this library would wait.
                new InvocationConfiguration
                {
                    Output = context.Out, Error = context.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null,
                },
                stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return Fail(context, ExitCodes.Failed, "interrupted");
        }
        catch (CommandFailedException e)
        {
            return Fail(context, e.ExitCode, e.Message);
        }
        catch (StartRefusedException e)
        {
            return Fail(context, ExitCodes.BadInput, e.Message);
        }
        catch (Exception e)
        {
            return Fail(context, ExitCodes.Failed, $"{e.Message} ({e.GetType().Name})");
        }
    }

    private static int Refuse(ParseResult parsed, CliContext context)
    {
        var missing = parsed.CommandResult.Command.Arguments
            .Where(argument => (parsed.GetResult(argument)?.Tokens.Count ?? 0) < argument.Arity.MinimumNumberOfValues)
            .Select(argument => $"{argument.Name} is missing")
            .ToList();
        // The library's own words for a missing argument name the command and not the argument.
        foreach (var message in missing.Count > 0 ? missing : parsed.Errors.Select(error => error.Message))
        {
            Fail(context, ExitCodes.BadInput, message);
        }
        context.Error.WriteLine($"See: {CommandPath(parsed.CommandResult.Command)} --help");
        return ExitCodes.BadInput;
    }

    private static int Fail(CliContext context, int exitCode, string message)
    {
        context.Error.WriteLine($"error: {OneLine.Of(message)}");
        return exitCode;
    }

    private static string CommandPath(Command command) =>
        command is RootCommand ? "./oracle" : $"{CommandPath(command.Parents.OfType<Command>().Last())} {command.Name}";
}
