using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Oracle.Vaults.Tests;

/// <summary>A vault in a temporary folder, gone after the test.</summary>
internal sealed class TempVault : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("oracle-vault-");

    /// <summary>Inside the temporary folder, so that a test can also put something beside the vault.</summary>
    public string Root => Directory.CreateDirectory(Path.Combine(_folder.FullName, "vault")).FullName;

    public string this[string relative] => Path.Combine(Root, relative);

    public string Write(string relative, string text) => Write(relative, Encoding.UTF8.GetBytes(text));

    public string Write(string relative, byte[] bytes)
    {
        var path = this[relative];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public IReadOnlyList<VaultItem> Read(string start = "", string prefix = "") => Read(new VaultRoot(Root, prefix), this[start]);

    /// <summary>What is listed, each file read, in the order of their paths.</summary>
    public static IReadOnlyList<VaultItem> Read(VaultRoot root, string? start = null)
    {
        var listing = Vault.List(root, start ?? root.Path);
        var reader = Vault.Reader(root);
        return [.. listing.Files.Values.OrderBy(file => file.Relative, StringComparer.Ordinal).Select(reader.Read), .. listing.Skipped, .. listing.Links];
    }

    public VaultListing List(string start = "", string prefix = "") => Vault.List(new VaultRoot(Root, prefix), this[start]);

    public IReadOnlyList<VaultDocument> Documents(string start = "", string prefix = "") =>
        [.. Read(start, prefix).OfType<VaultFile>().SelectMany(file => file.Documents)];

    public IReadOnlyList<string> Ids(string start = "", string prefix = "") => [.. Documents(start, prefix).Select(document => document.Id)];

    public string ReasonFor(string relative) =>
        Assert.Single(Read().OfType<SkippedFile>(), skipped => skipped.Path == this[relative]).Reason;

    /// <summary>Documents of one file in an otherwise empty vault.</summary>
    public static IReadOnlyList<VaultDocument> Of(string relative, string text)
    {
        using var vault = new TempVault();
        vault.Write(relative, text);
        return vault.Documents();
    }

    /// <summary>Takes every permission away.</summary>
    public static void Close(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.None);
    }

    /// <summary>Does it as a user whom permissions bind, also where the tests run as root.</summary>
    public void AsUserWithoutRights(Action act)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            act();
            return;
        }

        _folder.UnixFileMode = (UnixFileMode)0b111_101_101;
        Exception? failure = null;
        // Linux keeps the user whose files are asked for thread by thread (setfsuid(2)); this thread ends with it.
        var thread = new Thread(() =>
        {
            try
            {
                _ = SetFileUser(65_534);
                act();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
    }

    [DllImport("libc", EntryPoint = "setfsuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetFileUser(uint user);

    public void Dispose()
    {
        foreach (var folder in _folder.EnumerateDirectories("*", SearchOption.TopDirectoryOnly))
            MakeReadable(folder);
        _folder.Delete(recursive: true);
    }

    private static void MakeReadable(DirectoryInfo folder)
    {
        if (folder.LinkTarget is not null || OperatingSystem.IsWindows())
            return;
        folder.UnixFileMode |= UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        foreach (var below in folder.EnumerateDirectories())
            MakeReadable(below);
    }
}
