namespace Oracle.Api;

/// <summary>
/// What shows that a program acts for the user whose host this is: it can read a file of the data directory that nobody else can.
/// The host writes it anew at each start.
/// </summary>
public static class OwnersSecret
{
    /// <summary>The file's name in the data directory.</summary>
    public const string FileName = "cli.secret";

    /// <summary>The request header that carries what stands in the file.</summary>
    public const string Header = "X-Oracle-Local";
}
