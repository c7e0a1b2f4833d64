using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace Oracle.Host.Mcp;

/// <summary>A tool as assistants see it, and what it does.</summary>
/// <param name="Name">Begins with <c>oracle_</c>.</param>
/// <param name="Description">For a model: when to use it, and what comes back.</param>
/// <param name="Schema">JSON Schema of its arguments.</param>
/// <param name="Kind">What calling it may do.</param>
/// <param name="RunAsync">Does it, and gives what is answered.</param>
internal sealed record OracleTool(string Name, string Description, string Schema, ToolKind Kind, Func<ToolArguments, ToolProgress, CancellationToken, Task<object>> RunAsync)
{
    /// <summary>Whether its answer stands on one line, as Oracle V2's <c>read</c> does.</summary>
    public bool IsOneLine { get; init; }

    /// <summary>Whether it counts as a search.</summary>
    public bool Searches { get; init; }

    /// <summary>As the protocol describes it.</summary>
    public Tool Described() => new()
    {
        Name = Name,
        Description = Description,
        InputSchema = JsonSerializer.Deserialize<JsonElement>(Schema),
        Annotations = new ToolAnnotations
        {
            ReadOnlyHint = Kind == ToolKind.Reads, DestructiveHint = Kind == ToolKind.Deletes, IdempotentHint = Kind is ToolKind.Reads or ToolKind.Deletes, OpenWorldHint = false,
        },
    };
}

/// <summary>What calling a tool may do.</summary>
internal enum ToolKind
{
    /// <summary>Changes nothing.</summary>
    Reads,

    /// <summary>Adds, or makes something run.</summary>
    Writes,

    /// <summary>Takes something away.</summary>
    Deletes,
}

/// <summary>Tells the client how far a tool is, if it wants to know.</summary>
/// <param name="IsWanted">Whether it does.</param>
/// <param name="TellAsync">Tells: done, of how many, and a word.</param>
internal sealed record ToolProgress(bool IsWanted, Func<long, long, string, Task> TellAsync);
