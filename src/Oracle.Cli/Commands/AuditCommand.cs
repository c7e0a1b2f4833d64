using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Oracle.Api.Auditing;
using Oracle.Cli.Auditing;
using Oracle.Cli.Connecting;
using Oracle.Cli.Indexing;
using Oracle.Cli.Output;

namespace Oracle.Cli.Commands;

/// <summary><c>audit</c>: compares Chroma itself with SQLite.</summary>
internal static class AuditCommand
{
    // A managed Chroma takes a while to start.
    private static readonly TimeSpan ChromaWithin = TimeSpan.FromMinutes(1);

    // As long as an index run waits unless told otherwise.
    private static readonly TimeSpan SyncedWithin = TimeSpan.FromMinutes(10);

    // The library takes a parsed null for an error.
    private const int All = -1;

    public static Command Create(CommonOptions common)
    {
        var repair = new Option<bool>("--repair") { Description = "Send again what is missing or wrong, and remove what SQLite does not know" };
        var force = new Option<bool>("--force") { Description = "With --repair: remove such records also where they are many or may be the only copy" };
        var probe = new Option<int>("--probe")
        {
            Description = "How many documents to ask Chroma for by their own vectors, spread over all (default: all)",
            HelpName = "N|all",
            DefaultValueFactory = _ => All,
            CustomParser = argument =>
            {
                var text = argument.Tokens[0].Value;
                if (text == "all")
                {
                    return All;
                }
                if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                {
                    return number;
                }
                argument.AddError($"--probe: '{text}' is neither a whole number nor all");
                return All;
            },
        };
        var command = new Command("audit", "Compare Chroma itself with SQLite") { repair, force, probe };
        command.Validators.Add(result =>
        {
            if (result.GetValue(force) && !result.GetValue(repair))
            {
                result.AddError("--force: is given without --repair");
            }
        });
        command.SetAction((parsed, ct) => RunAsync(common.Read(parsed), parsed.GetValue(repair), parsed.GetValue(force), parsed.GetValue(probe) is var number && number == All ? null : number, ct));
        return command;
    }

    private static async Task<int> RunAsync(Invocation run, bool repair, bool force, int? probe, CancellationToken ct)
    {
        await using var host = await HostConnection.OpenAsync(run, ct);
        if (host.IsOnDemand)
        {
            await WaitForChromaAsync(run, host, ct);
        }
        var begun = OracleApi.Read<AuditAnswer>(await host.Api.AuditAsync(repair, force, probe, ct)
            ?? throw new CommandFailedException(ExitCodes.BadInput, "an audit is running already; wait for its end and try again"));
        var answer = await AuditProgress.ShowAsync(run.Context, show => AuditWait.UntilDoneAsync(host.Api, begun, show, run.Context.Time, ct));
        var audit = OracleApi.Read<AuditAnswer>(answer);
        Print(run, answer, audit);
        if (audit.State == "failed")
        {
            return ExitCodes.Failed;
        }
        var behind = host.IsOnDemand && audit.Repaired > 0 && !await SyncedAsync(run, host, ct);
        return audit.Repaired < audit.Found ? ExitCodes.Drift : behind ? ExitCodes.NotSynced : ExitCodes.Done;
    }

    private static async Task WaitForChromaAsync(Invocation run, HostConnection host, CancellationToken ct)
    {
        var stats = await SyncWait.UntilAsync(static stats => stats.ChromaAnswers, host.Api, ChromaWithin, static _ => { }, run.Context.Time, ct);
        if (!stats.ChromaAnswers)
        {
            throw new CommandFailedException(ExitCodes.Failed, "Chroma is unavailable, so there is nothing to compare with; see ./oracle doctor");
        }
    }

    // A host that ends with this command must be given time to send what it made due.
    private static async Task<bool> SyncedAsync(Invocation run, HostConnection host, CancellationToken ct)
    {
        var stats = await SyncWait.UntilAsync(SyncWait.IsIdle, host.Api, SyncedWithin, static _ => { }, run.Context.Time, ct);
        if (stats.Sync is { NotSynced: 0, Deleting: 0 })
        {
            return true;
        }
        run.Note(stats.Sync.NotSynced > 0
            ? await NotSynced.ExplainAsync(host, stats, ct)
            : $"{stats.Sync.Deleting:N0} records are still to be deleted from Chroma. They are while a host runs: ./oracle serve.");
        return false;
    }

    private static void Print(Invocation run, JsonElement answer, AuditAnswer audit)
    {
        if (run.Json)
        {
            run.PrintJson(answer);
        }
        else
        {
            run.Context.Out.PrintFields(AuditFields.Of(audit));
            run.Context.Out.WriteLine(
                audit.State == "failed" ? "the audit was given up"
                : audit.Found == 0 ? "Chroma holds what SQLite says"
                : $"{audit.Found:N0} found, {audit.Repaired:N0} repaired");
        }
        if (audit.Note is { } note)
        {
            run.Note($"{(audit.State == "failed" ? "error" : "note")}: {note}");
        }
        else if (audit.Repaired < audit.Found)
        {
            run.Note("To repair: ./oracle audit --repair");
        }
    }
}
