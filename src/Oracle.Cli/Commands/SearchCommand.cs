using System.CommandLine;
using System.Net;
using Oracle.Api.Searching;
using Oracle.Cli.Connecting;
using Oracle.Cli.Output;
using Oracle.Cli.Parsing;
using Spectre.Console;

namespace Oracle.Cli.Commands;

/// <summary><c>search QUERY</c>.</summary>
internal static class SearchCommand
{
    private const string Indent = "    ";
    private const int MostResults = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(100);

    public static Command Create(CommonOptions common)
    {
        var query = new Argument<string[]>("QUERY") { Description = "What to look for; in quotes where it has marks that the shell reads", Arity = ArgumentArity.OneOrMore };
        var mode = Choice.Option("--mode", "By keywords (fts), by vectors (vector), or both (hybrid, the default)", "hybrid", "fts", "vector");
        var type = new Option<string?>("--type") { Description = "Only documents of this type", HelpName = "T" };
        var project = new Option<string?>("--project") { Description = "Only documents of this project, and those of none", HelpName = "P" };
        var tag = new Option<string?>("--tag") { Description = "Only documents with this tag, or one below it", HelpName = "T" };
        var limit = WholeNumber.Option("--limit", 1, MostResults, "How many results at most; default 10");

        var command = new Command("search", "Search by keywords and by vectors") { query, mode, type, project, tag, limit };
        command.SetAction((parsed, ct) => RunAsync(
            common.Read(parsed),
            string.Join(' ', parsed.GetRequiredValue(query)),
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
            .Append((Name: "content", Value: run.Json ? null : "none"))
            .Where(parameter => parameter.Value is not null)
            .Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}");
        var path = $"api/search?{string.Join('&', parameters)}";
        var began = run.Context.Time.GetTimestamp();
        var answer = await host.Api.GetAsync(path, ct);
        // A host that was started for this command may still be reading its model, or wait for its Chroma.
        while (host.IsOnDemand && mode != "fts" && OracleApi.Read<SearchAnswer>(answer).Degraded && run.Context.Time.GetElapsedTime(began) < Patience)
        {
            await Task.Delay(AskAgain, run.Context.Time, ct);
            answer = await host.Api.GetAsync(path, ct);
        }
        var found = OracleApi.Read<SearchAnswer>(answer);
        if (run.Json)
        {
            run.PrintJson(answer);
        }
        else
        {
            Print(run, found);
        }
        Warn(run, mode, found);
        return ExitCodes.Done;
    }

    private static void Print(Invocation run, SearchAnswer found)
    {
        if (found.Results.Count == 0)
        {
            run.Context.Out.WriteLine("nothing found");
            return;
        }
        foreach (var (index, hit) in found.Results.Index())
        {
            var place = new[] { hit.Title, hit.HeadingPath }.Where(name => !string.IsNullOrWhiteSpace(name)).Distinct(StringComparer.Ordinal).Select(name => OneLine.Of(name!));
            var id = OneLine.Of(hit.Id);
            run.Out.MarkupLineInterpolated($"{index + 1,3} [bold]{string.Join(" › ", place.DefaultIfEmpty(id))}[/]");
            run.Out.MarkupLineInterpolated($"{Indent}{id}  {OneLine.Of(hit.Type)}  {hit.Source}  {hit.Score:0.00}{(hit.More is { } more ? $"  and {more} more in this section" : "")}{(hit.SourceState is { } state ? $"  {state} since {Words.When(hit.Since)}" : "")}");
            run.Out.Write(new Padder(new Markup(Marked(hit.Snippet)), new Padding(Indent.Length, 0, 0, 0)));
        }
    }

    // From the host's HTML to colours.
    private static string Marked(string snippet) => string.Concat(snippet.Split("<mark>").SelectMany((piece, i) => piece.Split("</mark>") is [var found, var behind] && i > 0
        ? new[] { $"[bold yellow]{Text(found)}[/]", Text(behind) }
        : [Text(piece)]));

    // What a document says must not reach the terminal as an escape sequence; the blanks at both ends belong to the line.
    private static string Text(string html)
    {
        var text = WebUtility.HtmlDecode(html);
        return Markup.Escape(string.Concat(text.Where(letter => !Unprintable.Characters.Contains(letter))));
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
