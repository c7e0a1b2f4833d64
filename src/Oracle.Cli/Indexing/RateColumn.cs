using Spectre.Console;
using Spectre.Console.Rendering;

namespace Oracle.Cli.Indexing;

/// <summary>How many of a bar's things are done each second; nothing while it is not known.</summary>
internal sealed class RateColumn : ProgressColumn
{
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(task.Speed is { } speed && speed >= 1 ? $"{speed:N0}/s" : "");
}
