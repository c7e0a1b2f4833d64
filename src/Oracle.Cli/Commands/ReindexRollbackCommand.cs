using System.CommandLine;

namespace Oracle.Cli.Commands;

/// <summary><c>reindex rollback</c>: back to the collection that answered before.</summary>
internal static class ReindexRollbackCommand
{
    public static Command Create(CommonOptions common)
    {
        var command = new Command("rollback", "Go back to the collection that answered before");
        command.SetAction((parsed, ct) => ReindexCommand.FollowAsync(
            common.Read(parsed), status => status.Kind == "rollback", api => api.RollbackAsync(ct), ct));
        return command;
    }
}
