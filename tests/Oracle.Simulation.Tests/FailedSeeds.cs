namespace Oracle.Simulation.Tests;

/// <summary>
/// Every sequence that ever broke a guarantee, by the name that its failure printed: all of them run each time, through
/// the protocol and through the actor. They mean what they meant as long as <see cref="Operation.Sequence"/> draws as it
/// does; who changes that writes out what they were, as <see cref="SimulationTests"/> does with one.
/// </summary>
internal static class FailedSeeds
{
    // What failed before 2026-11-29 was mended without its seed being kept.
    public static readonly IReadOnlyList<string> All =
    [
        // A host was killed during a write whose time-out, 26 s later, still counted.
        "000000b1MpZv2",
    ];
}
