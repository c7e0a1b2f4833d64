using System.Text.Json;
using Oracle.Api;
using Oracle.Cli.Output;
using Spectre.Console;

namespace Oracle.Cli;

/// <summary>One command being carried out.</summary>
/// <param name="context">What is around it.</param>
/// <param name="json">Whether stdout gets one JSON value in place of text.</param>
/// <param name="dataDir">The absolute data directory that the command line names, or null.</param>
internal sealed class Invocation(CliContext context, bool json, string? dataDir)
{
    public CliContext Context => context;

    public bool Json => json;

    public string? DataDir => dataDir;

    /// <summary>Where the database is: as the command line says, else the environment, else the default.</summary>
    public string DataDirectory => Cli.DataDirectory.Resolve(dataDir, context.Environment);

    /// <summary>The result for a person. Not to be used together with <see cref="PrintJson{T}"/>.</summary>
    public IAnsiConsole Out => field ??= Terminal.On(context.Out, context.OutIsTerminal, context.Environment);

    /// <summary>The result for a program.</summary>
    public void PrintJson<T>(T value) => context.Out.WriteLine(JsonSerializer.Serialize(value, ApiJson.Options));

    /// <summary>Something the person should know that is not the result.</summary>
    public void Note(string text) => context.Error.WriteLine(OneLine.Of(text));
}
