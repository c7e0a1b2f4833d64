using System.Diagnostics;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.StoreFaults;

/// <summary>A disk of a few MiB of the test's own, to be filled up. Only root may mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TempFolder _folder = new();

    private SmallDisk()
    {
    }

    public string Path => _folder["disk"];

    private string Filler => System.IO.Path.Combine(Path, "filler");

    /// <exception cref="SkipException">It cannot be had on this machine; says why.</exception>
    public static SmallDisk Mount(int mebibytes)
    {
        var disk = new SmallDisk();
        Directory.CreateDirectory(disk.Path);
        var error = Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "none", disk.Path);
        if (error is not null)
            disk._folder.Dispose();
        Skip.If(error is not null, $"No small disk can be mounted here: {error}");
        return disk;
    }

    /// <summary>Takes what is left, but for so many bytes.</summary>
    public void Fill(long leave = 0)
    {
        using var filler = new FileStream(Filler, FileMode.Append);
        var free = new DriveInfo(Path).AvailableFreeSpace - leave;
        try
        {
            for (var block = new byte[4096]; free >= block.Length; free -= block.Length)
                filler.Write(block);
        }
        catch (IOException) when (new DriveInfo(Path).AvailableFreeSpace <= leave)
        {
            // The host, which goes on writing, was first with the last block.
        }
    }

    public void MakeRoom() => File.Delete(Filler);

    public void Dispose()
    {
        Run("umount", "-l", Path);
        _folder.Dispose();
    }

    /// <summary>What a program complains of; null when it did its work.</summary>
    public static string? Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : error.Trim() is { Length: > 0 } said ? said : $"{program} ended with {process.ExitCode}";
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return e.Message;
        }
    }
}
