using System.CommandLine;
using Oracle.Cli.Parsing;

namespace Oracle.Cli.Commands;

/// <summary>The options of the commands that run a host of their own.</summary>
internal sealed class HostOptions
{
    public Option<bool> Adopt { get; } = new("--adopt")
    {
        Description = "Take over a Chroma collection that belongs to another store",
    };

    public Option<int?> Port { get; } = WholeNumber.Option(
        "--port", 0, ushort.MaxValue, "Port to listen on (else ORACLE_PORT, else 47778); 0: any free one");

    public HostRequest Read(ParseResult parsed, Invocation run, bool follows) =>
        new(run.DataDir, parsed.GetValue(Port), parsed.GetValue(Adopt), OnDemand: false, follows);
}
