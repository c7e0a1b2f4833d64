using Oracle.Actors.Inspecting;

namespace Oracle.Actors.Sweeping;

/// <summary>What SyncSweeper does.</summary>
/// <param name="Began">When the run under way began; null: none is.</param>
/// <param name="Taken">How many documents it took.</param>
/// <param name="LastRun">When the last one ended; null: there was none.</param>
internal sealed record SweeperState(DateTimeOffset? Began, int Taken, DateTimeOffset? LastRun) : IActorState
{
    /// <summary>The timer of the next run.</summary>
    public const string DueTimer = "SweepDue";

    /// <summary>It does not know yet what it did before.</summary>
    public static readonly IActorState Recovering = new Said("reading its journal");

    /// <inheritdoc />
    public string InWords(Glance glance)
    {
        if (Began is { } began)
            return $"sweeping {Taken:N0} documents for {Spans.Of(glance.Now - began)}";
        var next = glance.Until(DueTimer) is { } until ? $"; next sweep in {Spans.Of(until)}" : "";
        return $"idle; {(LastRun is { } last ? $"last sweep ended {Spans.At(last)}" : "no sweep yet")}{next}";
    }
}
