namespace Oracle.Bench;

/// <summary>Texts of words that are as frequent as in a language: the n-th by 1/n (Zipf 1949). The same for one seed.</summary>
internal sealed class ZipfTexts(int seed)
{
    private const int Words = 20_000;
    private const int Shortest = 40;
    private const int Longest = 110;
    private const int WordsOfAQuery = 4;

    private static readonly double[] Cumulated = Cumulate();

    private readonly Random _random = new(seed);

    public string Document() => string.Join(' ', Enumerable.Range(0, _random.Next(Shortest, Longest + 1)).Select(_ => Word()));

    public string Query() => string.Join(' ', Enumerable.Range(0, WordsOfAQuery).Select(_ => Word()));

    /// <summary>A direction, every one as likely as any other.</summary>
    public float[] Vector(int dimension)
    {
        var vector = new float[dimension];
        double squares = 0;
        for (var i = 0; i < dimension; i++)
        {
            // Box and Muller 1958.
            vector[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()));
            squares += vector[i] * vector[i];
        }

        var length = (float)Math.Sqrt(squares);
        for (var i = 0; i < dimension; i++)
            vector[i] /= length;
        return vector;
    }

    // Letters that look like a word, and never two words alike.
    private string Word()
    {
        var at = Array.BinarySearch(Cumulated, _random.NextDouble() * Cumulated[^1]);
        var number = Math.Min(at < 0 ? ~at : at, Words - 1);
        var word = "";
        for (var rest = number + 27; rest > 0; rest /= 20)
            word += $"{"bcdfghjklmnprstvwxyz"[rest % 20]}{"aeiou"[rest % 5]}";
        return word;
    }

    private static double[] Cumulate()
    {
        var sum = 0.0;
        return [.. Enumerable.Range(1, Words).Select(n => sum += 1.0 / n)];
    }
}
