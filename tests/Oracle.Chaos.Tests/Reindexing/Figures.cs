using System.Globalization;

namespace Oracle.Chaos.Tests.Reindexing;

/// <summary>How long everything took to be back, against a plain load of the same vectors in the same run: median and spread.</summary>
internal sealed class Figures
{
    private readonly List<(double Back, double Load)> _rounds = [];

    public void Add(TimeSpan back, TimeSpan load) => _rounds.Add((back.TotalSeconds, load.TotalSeconds));

    public override string ToString() =>
        $"{Of(round => round.Back)} s, a plain load {Of(round => round.Load)} s, ratio {Of(round => round.Back / round.Load)}; {_rounds.Count} rounds";

    private string Of(Func<(double Back, double Load), double> figure)
    {
        var all = _rounds.Select(figure).Order().ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{all[all.Count / 2]:0.00} ({all[0]:0.00}–{all[^1]:0.00})");
    }
}
