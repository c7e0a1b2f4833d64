namespace Oracle.ManagedChroma;

/// <summary>What the managed server is doing.</summary>
internal enum ManagedChromaState
{
    /// <summary>Not begun, or stopped with the host.</summary>
    Stopped,

    /// <summary>Started or found, and has not answered yet.</summary>
    Starting,

    /// <summary>It answered, and its process runs.</summary>
    Running,

    /// <summary>It ended or did not start; tried again shortly.</summary>
    Waiting,
}

/// <summary>The managed server at one moment.</summary>
/// <param name="State">What it is doing.</param>
/// <param name="Address">Where it answers or last answered; null until it first did.</param>
/// <param name="Pid">Its process, while one runs.</param>
/// <param name="Restarts">How often it was started again since this host began.</param>
/// <param name="Trouble">Why it is not running, or why it last ended; null if nothing ever happened.</param>
internal sealed record ManagedChromaStatus(ManagedChromaState State, Uri? Address, int? Pid, int Restarts, string? Trouble)
{
    public static readonly ManagedChromaStatus Initial = new(ManagedChromaState.Stopped, null, null, 0, null);
}
