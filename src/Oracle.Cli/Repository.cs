namespace Oracle.Cli;

/// <summary>The checkout that this program was built in.</summary>
internal static class Repository
{
    /// <summary>Its root as <c>./oracle</c> exports it, else the nearest folder above the program with the solution in it, else null.</summary>
    public static string? Root(Func<string, string?> environment) =>
        environment.FirstOf("ORACLE_ROOT") ?? Above(AppContext.BaseDirectory);

    private static string? Above(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Oracle.sln")))
            {
                return folder.FullName;
            }
        }
        return null;
    }
}
