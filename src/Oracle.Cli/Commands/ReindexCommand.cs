using System.CommandLine;
using System.Text.Json;
using Oracle.Api.Reindexing;
using Oracle.Cli.Connecting;
using Oracle.Cli.Indexing;
using Oracle.Cli.Output;
using Oracle.Cli.Reindexing;

namespace Oracle.Cli.Commands;

/// <summary><c>reindex</c>: every vector written anew, while search goes on.</summary>
internal static class ReindexCommand
{
    private static readonly TimeSpan ChromaStart = TimeSpan.FromMinutes(1);

    public static Command Create(CommonOptions common)
    {
        var model = new Option<string?>("--model") { Description = "The embedding model to change to (else the configured one)", HelpName = "MODEL" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be done, and do nothing" };
        model.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValueOrDefault<string>()))
            {
                result.AddError("--model: the name of a model is missing");
            }
        });
        var command = new Command("reindex", "Write every vector anew, while search goes on with the old ones")
        {
            model, dryRun, ReindexStatusCommand.Create(common), ReindexCancelCommand.Create(common), ReindexRollbackCommand.Create(common),
        };
        command.SetAction((parsed, ct) => parsed.GetValue(dryRun)
            ? EstimateAsync(common.Read(parsed), parsed.GetValue(model), ct)
            : RunAsync(common.Read(parsed), parsed.GetValue(model), ct));
        return command;
    }

    /// <summary>Follows the one under way if it is what is wanted, else begins; and waits for the end.</summary>
    public static async Task<int> FollowAsync(
        Invocation run, Func<ReindexAnswer, bool> isWanted, Func<OracleApi, Task> begin, CancellationToken ct)
    {
        await using var host = await HostConnection.OpenAsync(run, ct);
        var status = OracleApi.Read<ReindexAnswer>(await host.Api.GetAsync("api/reindex", ct));
        if (status.IsActive && isWanted(status))
        {
            run.Note($"A re-index into {status.Collection} (model {status.Model}) is under way since {Words.When(status.StartedAt)}; following it.");
        }
        else
        {
            if (host.IsOnDemand)
            {
                await ChromaIsThereAsync(run, host, ct);
            }
            await begin(host.Api);
        }
        var answer = await ReindexProgress.ShowAsync(run.Context, progress => ReindexWatch.UntilOverAsync(run, host, progress, ct));
        return await ReindexEnd.PrintAsync(run, host, answer, ct);
    }

    private static async Task<int> RunAsync(Invocation run, string? model, CancellationToken ct)
    {
        await InstallAsync(run, model, ct);
        return await FollowAsync(
            run,
            status => status.Kind != "rollback" && (model is null || status.Model == model),
            api => api.ReindexAsync(model, dryRun: false, ct),
            ct);
    }

    // A running host cannot restore a model; what names it for the first time is this command.
    private static Task InstallAsync(Invocation run, string? model, CancellationToken ct) =>
        model is null ? Task.CompletedTask : run.Context.Launcher.InstallModelAsync(model, ct);

    private static async Task<int> EstimateAsync(Invocation run, string? model, CancellationToken ct)
    {
        await InstallAsync(run, model, ct);
        await using var host = await HostConnection.OpenAsync(run, ct);
        var answer = await host.Api.ReindexAsync(model, dryRun: true, ct);
        if (run.Json)
        {
            run.PrintJson(answer);
        }
        else
        {
            Print(run, answer);
        }
        return ExitCodes.Done;
    }

    // A host that has just started for this command may be ahead of its Chroma.
    private static async Task ChromaIsThereAsync(Invocation run, HostConnection host, CancellationToken ct)
    {
        var stats = await SyncWait.UntilAsync(
            stats => stats.ChromaAnswers, host.Api, ChromaStart, _ => { }, run.Context.Time, ct);
        if (!stats.ChromaAnswers)
        {
            throw new CommandFailedException(ExitCodes.Failed, "Chroma is unavailable, and nothing was begun; see ./oracle doctor");
        }
    }

    private static void Print(Invocation run, JsonElement answer)
    {
        var estimate = OracleApi.Read<ReindexEstimate>(answer);
        run.Context.Out.PrintFields(
        [
            ("would", estimate.Kind == "renew" ? $"write {estimate.From} again, in place" : $"fill another collection while {estimate.From} answers"),
            ("model", estimate.Model),
            ("documents", $"{estimate.Documents:N0} ({estimate.Bytes:N0} bytes of text)"),
            ("to embed", $"{estimate.ToEmbed:N0}"),
            ("in the cache", $"{estimate.Cached:N0}"),
        ]);
    }
}
