using System.Collections.Concurrent;

namespace Oracle.Simulation.Tests;

/// <summary>How often what happened, over all sequences of a test.</summary>
internal sealed class Tally
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public void Count(string what) => _counts.AddOrUpdate(what, 1, (_, count) => count + 1);

    public override string ToString() => string.Join(", ", _counts.OrderByDescending(entry => entry.Value).Select(entry => $"{entry.Key} {entry.Value:N0}"));
}
