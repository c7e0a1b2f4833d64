namespace Oracle.Testing.Times;

/// <summary>
/// Shares the processor time of one process among the test classes in it: what it takes from one begin or end to the next is split
/// evenly among those that run meanwhile. What it takes while none runs is nobody's.
/// </summary>
public sealed class SharedTime
{
    private readonly Dictionary<string, double> _running = [];
    private double _shared;

    /// <param name="name">The class that begins.</param>
    /// <param name="now">What the process has taken since it started.</param>
    public void Begin(string name, double now)
    {
        Share(now);
        _running.Add(name, 0);
    }

    /// <returns>The share of the class that ends.</returns>
    public double End(string name, double now)
    {
        Share(now);
        _running.Remove(name, out var taken);
        return taken;
    }

    private void Share(double now)
    {
        foreach (var name in _running.Keys.ToList())
            _running[name] += (now - _shared) / _running.Count;
        _shared = now;
    }
}
