using System.CommandLine;
using System.Text.Json;
using Oracle.Cli.Connecting;
using Oracle.Cli.Output;

namespace Oracle.Cli.Commands;

/// <summary><c>delete ID…</c>.</summary>
internal static class DeleteCommand
{
    public static Command Create(CommonOptions common)
    {
        var ids = new Argument<string[]>("ID") { Description = "Ids of documents, as search prints them", Arity = ArgumentArity.OneOrMore };
        var command = new Command("delete", "Delete documents from both stores") { ids };
        command.SetAction((parsed, ct) => RunAsync(common.Read(parsed), parsed.GetRequiredValue(ids), ct));
        return command;
    }

    private static async Task<int> RunAsync(Invocation run, IReadOnlyList<string> ids, CancellationToken ct)
    {
        await using var host = await HostConnection.OpenAsync(run, ct);
        var deleted = new List<JsonElement>();
        var unknown = new List<string>();
        foreach (var id in ids)
        {
            if (await host.Api.DeleteAsync(id, ct) is { } answer)
            {
                deleted.Add(answer);
                Say(run, $"deleted {id}");
            }
            else
            {
                unknown.Add(id);
                run.Note($"error: no document has the id '{id}'");
            }
        }
        if (run.Json)
        {
            run.PrintJson(new { deleted, unknown });
        }
        return unknown.Count == 0 ? ExitCodes.Done : ExitCodes.BadInput;
    }

    private static void Say(Invocation run, string line)
    {
        if (!run.Json)
        {
            run.Context.Out.WriteLine(OneLine.Of(line));
        }
    }
}
