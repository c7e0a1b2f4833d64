using System.CommandLine;
using Oracle.Cli.Connecting;
using Oracle.Cli.Indexing;

namespace Oracle.Cli.Commands;

/// <summary><c>up [VAULT]</c>: runs the host, with a vault indexed.</summary>
internal static class UpCommand
{
    public static Command Create(CommonOptions common)
    {
        var options = new HostOptions();
        var vault = new Argument<string?>("VAULT")
        {
            Description = "Folder of Markdown to index and follow; without it what is known is followed, and where nothing is known yet samples/vault of the repository",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("up", "Run the host until Ctrl-C, with a vault indexed, and follow all known folders") { vault, options.Adopt, options.Port };
        command.SetAction((parsed, ct) =>
        {
            var run = common.Read(parsed);
            var named = Find(parsed.GetValue(vault));
            return Serving.RunAsync(run, options.Read(parsed, run, follows: true), (host, stopping) => PrepareAsync(run, host, named, stopping), ct);
        });
        return command;
    }

    // Found before the host is started: a typing error needs none.
    private static string? Find(string? vault) => vault is null ? null
        : Directory.Exists(vault) ? DataDirectory.Absolute(vault)
        : File.Exists(vault) ? throw new CommandFailedException(ExitCodes.BadInput, $"VAULT: '{vault}' is a file; up follows folders, and ./oracle index takes a file in")
        : throw new CommandFailedException(ExitCodes.BadInput, $"VAULT: '{vault}' does not exist, or may not be seen by this user");

    private static string? Sample(CliContext context) =>
        Repository.Root(context.Environment) is { } root && Path.Combine(root, "samples", "vault") is var sample && Path.Exists(sample) ? DataDirectory.Absolute(sample) : null;

    /// <summary>Returns when the vault is synced, or else when the ready line is due: the intake then goes on beside the host.</summary>
    private static async Task PrepareAsync(Invocation run, IRunningHost host, string? named, CancellationToken stopping)
    {
        var intake = new VaultIntake(run, new OracleApi(host.Address, HostConnection.Token(run.Context), host.OwnersSecret), named, Sample(run.Context));
        var working = intake.RunAsync(stopping);
        if (await Task.WhenAny(working, Task.Delay(run.Context.ReadyWithin, run.Context.Time, stopping)) != working && !stopping.IsCancellationRequested)
        {
            run.Note($"note: {intake.Doing}");
        }
    }
}
