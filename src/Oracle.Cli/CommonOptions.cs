using System.CommandLine;

namespace Oracle.Cli;

/// <summary>The options that every command takes.</summary>
internal sealed class CommonOptions
{
    private readonly CliContext context;

    public CommonOptions(CliContext context)
    {
        this.context = context;
        DataDir.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValueOrDefault<string>()))
            {
                result.AddError("--data-dir: the name of a folder is missing");
            }
        });
    }

    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Print one JSON value on stdout; everything else goes to stderr",
        Recursive = true,
    };

    public Option<string?> DataDir { get; } = new("--data-dir")
    {
        Description = "Where the database is (else ORACLE_DATA_DIR, else ~/.oracle)",
        HelpName = "DIR",
        Recursive = true,
    };

    public Invocation Read(ParseResult parsed) =>
        new(context, parsed.GetValue(Json), parsed.GetValue(DataDir) is { } dir ? DataDirectory.Absolute(dir) : null);
}
