namespace Oracle.Testing;

/// <summary>Where the checkout is, for tests that need what lies in it.</summary>
public static class Repository
{
    /// <summary>The folder of Oracle.sln.</summary>
    public static string Root { get; } = FolderOfSolution();

    /// <summary>A path below the root.</summary>
    public static string PathTo(params string[] parts) => Path.Combine([Root, .. parts]);

    // Build output may lie outside the checkout (--artifacts-path), so the source's own path is the second clue.
    private static string FolderOfSolution([System.Runtime.CompilerServices.CallerFilePath] string source = "") =>
        SearchUpward(AppContext.BaseDirectory)
        ?? SearchUpward(Path.GetDirectoryName(source)!)
        ?? throw new InvalidOperationException($"No Oracle.sln above {AppContext.BaseDirectory} or {source}: run the tests from a checkout.");

    private static string? SearchUpward(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Oracle.sln")))
                return folder.FullName;
        }
        return null;
    }
}
