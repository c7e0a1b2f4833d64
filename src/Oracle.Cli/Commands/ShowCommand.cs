using System.CommandLine;
using Oracle.Api.Documents;
using Oracle.Cli.Connecting;
using Oracle.Cli.Output;

namespace Oracle.Cli.Commands;

/// <summary><c>show ID</c>: one document and how it stands with Chroma.</summary>
internal static class ShowCommand
{
    public static Command Create(CommonOptions common)
    {
        var id = new Argument<string>("ID") { Description = "Id of a document, as search prints it" };
        var command = new Command("show", "Show a document and its sync status") { id };
        command.SetAction((parsed, ct) => RunAsync(common.Read(parsed), parsed.GetRequiredValue(id), ct));
        return command;
    }

    private static async Task<int> RunAsync(Invocation run, string id, CancellationToken ct)
    {
        await using var host = await HostConnection.OpenAsync(run, ct);
        var answer = await host.Api.DocumentAsync(id, ct)
            ?? throw new CommandFailedException(ExitCodes.BadInput, $"no document has the id '{id}'");
        if (run.Json)
        {
            run.PrintJson(answer);
        }
        else
        {
            Print(run, OracleApi.Read<DocumentAnswer>(answer));
        }
        return ExitCodes.Done;
    }

    private static void Print(Invocation run, DocumentAnswer document)
    {
        var sync = document.Sync;
        run.Context.Out.PrintFields(
            ("id", document.Id),
            ("title", document.Title),
            ("aliases", Joined(document.Aliases)),
            ("below", document.HeadingPath),
            ("passage", document.Passage is { } passage ? $"{passage} of {document.SectionId}" : null),
            ("type", document.Type),
            ("source file", document.SourceFile),
            ("source state", document.SourceState is { } state ? $"{state} since {Words.When(document.Since)}; this is what the file said before" : null),
            ("project", document.Project),
            ("concepts", Joined(document.Concepts)),
            ("tags", Joined(document.Tags)),
            ("revision", $"{sync.Revision}"),
            ("sync", sync.SyncedRevision is { } last && last != sync.Revision ? $"{sync.Status} (Chroma has revision {last})" : sync.Status),
            ("error", sync.Error is { } error ? $"{error} ({sync.Kind})" : null),
            ("tries", sync.Attempts > 0 ? $"{sync.Attempts}, the last at {Words.When(sync.LastAttempt)}" : null),
            ("next try", sync.NextAttempt is { } next ? Words.When(next) : null));
        run.Context.Out.WriteLine();
        run.Context.Out.WriteLine(run.Context.OutIsTerminal ? Harmless.Of(document.Content) : document.Content);
    }

    private static string? Joined(IReadOnlyList<string>? names) => names is { Count: > 0 } ? string.Join(", ", names) : null;
}
