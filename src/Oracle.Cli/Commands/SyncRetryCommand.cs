using System.CommandLine;
using Oracle.Api.Syncing;
using Oracle.Cli.Connecting;
using Oracle.Cli.Indexing;
using Oracle.Cli.Output;

namespace Oracle.Cli.Commands;

/// <summary><c>sync retry</c>: tries failed documents again, quarantined ones too.</summary>
internal static class SyncRetryCommand
{
    // A host that ends with this command must be given time to do what it was asked.
    private static readonly TimeSpan OwnHostsTime = TimeSpan.FromMinutes(1);

    public static Command Create(CommonOptions common)
    {
        var ids = new Argument<string[]>("ID") { Description = "Ids of failed documents, as sync failed prints them", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "Every document that failed" };
        var command = new Command("retry", "Try failed documents again, quarantined ones too") { ids, all };
        command.Validators.Add(result =>
        {
            var named = result.GetValue(ids) is { Length: > 0 };
            if (named == result.GetValue(all))
            {
                result.AddError(named ? "--all: is given together with ids; give one of the two" : "ID is missing; name documents, or give --all");
            }
        });
        command.SetAction((parsed, ct) => RunAsync(common.Read(parsed), parsed.GetValue(all) ? null : parsed.GetRequiredValue(ids), ct));
        return command;
    }

    private static async Task<int> RunAsync(Invocation run, IReadOnlyList<string>? ids, CancellationToken ct)
    {
        await using var host = await HostConnection.OpenAsync(run, ct);
        var answer = await host.Api.RetryAsync(ids, ct);
        var retry = OracleApi.Read<RetryAnswer>(answer);
        if (run.Json)
        {
            run.PrintJson(answer);
        }
        else
        {
            run.Context.Out.WriteLine($"{Words.Count(retry.Retried, "document")} to be tried again");
        }
        foreach (var id in retry.Unknown ?? [])
        {
            run.Note($"error: no document has the id '{id}'");
        }
        var behind = host.IsOnDemand && retry.Retried > 0 && !await SyncedAsync(run, host, ct);
        return retry.Unknown is { Count: > 0 } ? ExitCodes.BadInput : behind ? ExitCodes.NotSynced : ExitCodes.Done;
    }

    private static async Task<bool> SyncedAsync(Invocation run, HostConnection host, CancellationToken ct)
    {
        var stats = await SyncWait.UntilAsync(SyncWait.IsIdle, host.Api, OwnHostsTime, _ => { }, run.Context.Time, ct);
        if (stats.Sync.NotSynced == 0)
        {
            return true;
        }
        run.Note(await NotSynced.ExplainAsync(host, stats, ct));
        return false;
    }
}
