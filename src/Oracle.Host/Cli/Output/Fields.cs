using Spectre.Console;

namespace Oracle.Host.Cli.Output;

/// <summary>Names and values, one pair a line.</summary>
internal static class Fields
{
    public static void PrintFields(this IAnsiConsole console, params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().Padding(0, 0, 2, 0)).AddColumn(new GridColumn().Padding(0, 0, 0, 0));
        foreach (var (name, value) in fields)
        {
            // An absent value is left out rather than shown as a blank.
            if (value is not null)
            {
                grid.AddRow(new Text(name), new Text(OneLine.Of(value)));
            }
        }
        console.Write(grid);
    }
}
