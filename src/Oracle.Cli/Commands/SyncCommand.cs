using System.CommandLine;

namespace Oracle.Cli.Commands;

/// <summary><c>sync</c>: how far Chroma has followed SQLite.</summary>
internal static class SyncCommand
{
    public static Command Create(CommonOptions common) => new("sync", "How far Chroma has followed SQLite")
    {
        SyncStatusCommand.Create(common),
        SyncSweepCommand.Create(common),
        SyncFailedCommand.Create(common),
        SyncRetryCommand.Create(common),
    };
}
