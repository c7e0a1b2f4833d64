namespace Oracle.Testing;

/// <summary>A folder of the test's own, gone when disposed, whatever the test did to the modes inside it.</summary>
public sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("oracle-test-").FullName;

    /// <summary>A path inside the folder; nothing is created.</summary>
    public string this[params string[] parts] => System.IO.Path.Combine([Path, .. parts]);

    public override string ToString() => Path;

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // The test deleted it.
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            RestoreModes(new DirectoryInfo(Path));
            Directory.Delete(Path, recursive: true);
        }
    }

    private static void RestoreModes(DirectoryInfo folder)
    {
        if (OperatingSystem.IsWindows() || folder.LinkTarget is not null)
            return;
        folder.UnixFileMode |= UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        foreach (var inner in folder.EnumerateDirectories())
            RestoreModes(inner);
    }
}
