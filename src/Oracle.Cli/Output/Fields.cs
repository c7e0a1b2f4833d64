namespace Oracle.Cli.Output;

/// <summary>
/// Names and values, one pair a line. Plain text: the library that lays out tables would take longer to load than the answer
/// takes to come.
/// </summary>
internal static class Fields
{
    private const int Gap = 2;

    public static void PrintFields(this TextWriter writer, params IReadOnlyList<(string Name, string? Value)> fields)
    {
        // An absent value is left out rather than shown as a blank.
        var shown = fields.Where(field => field.Value is not null).ToList();
        var width = shown.Select(field => field.Name.Length).DefaultIfEmpty().Max() + Gap;
        foreach (var (name, value) in shown)
        {
            writer.WriteLine($"{name.PadRight(width)}{OneLine.Of(value!)}");
        }
    }
}
