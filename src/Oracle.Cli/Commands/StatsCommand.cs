using System.CommandLine;
using Oracle.Api.Status;
using Oracle.Cli.Connecting;
using Oracle.Cli.Output;

namespace Oracle.Cli.Commands;

/// <summary><c>stats</c>: what both stores hold.</summary>
internal static class StatsCommand
{
    public static Command Create(CommonOptions common)
    {
        var command = new Command("stats", "What both stores hold");
        command.SetAction((parsed, ct) => RunAsync(common.Read(parsed), ct));
        return command;
    }

    private static async Task<int> RunAsync(Invocation run, CancellationToken ct)
    {
        await using var host = await HostConnection.OpenAsync(run, ct);
        var advice = run.Json ? Task.FromResult<string?>(null) : AdviceAsync(host.Api, ct);
        var answer = await host.Api.GetAsync("api/stats", ct);
        if (run.Json)
        {
            run.PrintJson(answer);
        }
        else
        {
            Print(run, OracleApi.Read<StatsAnswer>(answer), await advice);
        }
        return ExitCodes.Done;
    }

    // Figures are worth printing without it.
    private static async Task<string?> AdviceAsync(OracleApi api, CancellationToken ct)
    {
        try
        {
            var status = await api.GetAsync("api/reindex", ct);
            return status.TryGetProperty("advice", out var advice) ? advice.GetString() : null;
        }
        catch (CommandFailedException)
        {
            return null;
        }
    }

    private static void Print(Invocation run, StatsAnswer stats, string? advice)
    {
        var types = stats.ByType is { Count: > 0 } byType
            ? $" ({string.Join(", ", byType.OrderByDescending(type => type.Value).Select(type => $"{type.Key} {type.Value:N0}"))})"
            : "";
        run.Context.Out.PrintFields(
        [
            ("documents", $"{stats.Total:N0}{types}"),
            ("last indexed", Words.When(stats.LastIndexed)),
            ("keyword index", stats.FtsStatus),
            ("collection", stats.Vector is { Collection: { } name } vector ? $"{name}, {vector.Count:N0} vectors{(vector.Unretrievable is > 0 and var lost ? $" ({lost:N0} not found by their own vectors)" : "")}" : null),
            .. SyncFields.Of(stats),
            ("advice", advice),
        ]);
    }
}
