using System.CommandLine;
using Oracle.Host.Cli.Api;
using Oracle.Host.Cli.Connecting;
using Oracle.Host.Cli.Output;
using Oracle.Host.Cli.Parsing;
using Spectre.Console;

namespace Oracle.Host.Cli.Commands;

/// <summary><c>search QUERY</c>.</summary>
internal static class SearchCommand
{
    // Where there is no terminal to ask.
    private const int PipedWidth = 120;
    private const string Indent = "    ";
    private const int MostResults = 100;

    public static Command Create(CommonOptions common)
    {
        var query = new Argument<string>("QUERY") { Description = "What to look for; quote it if it has blanks" };
        var mode = Choice.Option("--mode", "By keywords (fts), by vectors (vector), or both (hybrid, the default)", "hybrid", "fts", "vector");
        var type = new Option<string?>("--type") { Description = "Only documents of this type", HelpName = "T" };
        var project = new Option<string?>("--project") { Description = "Only documents of this project", HelpName = "P" };
        var tag = new Option<string?>("--tag") { Description = "Only documents with this tag, or one below it", HelpName = "T" };
        var limit = WholeNumber.Option("--limit", 1, MostResults, "How many results at most; default 10");

        var command = new Command("search", "Search by keywords and by vectors") { query, mode, type, project, tag, limit };
        command.SetAction((parsed, ct) => RunAsync(
            common.Read(parsed),
            parsed.GetRequiredValue(query),
            parsed.GetValue(mode),
            [
                ("type", parsed.GetValue(type)),
                ("project", parsed.GetValue(project)),
                ("tag", parsed.GetValue(tag)),
                ("limit", parsed.GetValue(limit)?.ToString()),
            ],
            ct));
        return command;
    }

    private static async Task<int> RunAsync(
        Invocation run, string query, string? mode, IEnumerable<(string Name, string? Value)> filters, CancellationToken ct)
    {
        await using var host = await HostConnection.OpenAsync(run, ct);
        var parameters = new (string Name, string? Value)[] { ("q", query), ("mode", mode) }.Concat(filters)
            .Where(parameter => parameter.Value is not null)
            .Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}");
        var answer = await host.Api.GetAsync($"api/search?{string.Join('&', parameters)}", ct);
        var found = OracleApi.Read<SearchAnswer>(answer);
        if (run.Json)
        {
            run.PrintJson(answer);
        }
        else
        {
            Print(run, query, found);
        }
        Warn(run, mode, found);
        return ExitCodes.Done;
    }

    private static void Print(Invocation run, string query, SearchAnswer found)
    {
        if (found.Results.Count == 0)
        {
            run.Context.Out.WriteLine("nothing found");
            return;
        }
        var width = run.Context.OutIsTerminal ? run.Out.Profile.Width : PipedWidth;
        foreach (var (index, hit) in found.Results.Index())
        {
            run.Out.MarkupLineInterpolated($"{index + 1,3} [bold]{hit.Id}[/]  {hit.Type}  {hit.Source}  {hit.Score:0.0000}");
            run.Context.Out.WriteLine(Indent + Snippet.Of(hit.Content, query, width - Indent.Length));
        }
    }

    private static void Warn(Invocation run, string? mode, SearchAnswer found)
    {
        // Who asked for keywords misses nothing.
        if (found.Degraded && mode != "fts")
        {
            run.Note(mode == "vector"
                ? "note: no results: vectors cannot be searched: Chroma is unavailable; see ./oracle doctor"
                : "note: keyword results only: Chroma is unavailable; see ./oracle doctor");
        }
        else if (found.Coverage < 1 && mode != "fts")
        {
            run.Note($"note: {Words.Percent(found.Coverage)} of the documents are synced; vector search does not see the others yet");
        }
    }
}
