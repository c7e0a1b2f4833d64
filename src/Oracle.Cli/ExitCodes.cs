namespace Oracle.Cli;

/// <summary>What a command's exit code says to a script.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>Something broke that the caller could not have avoided, or the caller interrupted the command.</summary>
    public const int Failed = 1;

    /// <summary>Bad usage or input, a skipped file included. The rest is done.</summary>
    public const int BadInput = 2;

    /// <summary>Finished, but some documents are not synced.</summary>
    public const int NotSynced = 3;

    /// <summary>An audit found differences and was not told to repair them, or could not repair all.</summary>
    public const int Drift = 4;
}
