using System.CommandLine;

namespace Oracle.Cli.Commands;

/// <summary><c>serve</c>: runs the host, and indexes nothing by itself.</summary>
internal static class ServeCommand
{
    public static Command Create(CommonOptions common)
    {
        var options = new HostOptions();
        var watch = new Option<bool>("--watch") { Description = "Follow the folders that were indexed: what is saved there is taken in" };
        var command = new Command("serve", "Run the host until Ctrl-C; index nothing by itself") { watch, options.Adopt, options.Port };
        command.SetAction((parsed, ct) =>
        {
            var run = common.Read(parsed);
            return Serving.RunAsync(run, options.Read(parsed, run, parsed.GetValue(watch)), (_, _) => Task.CompletedTask, ct);
        });
        return command;
    }
}
