using System.Text;
using Mono.Unix.Native;

namespace Oracle.Application.Learning;

/// <summary>Writes a note so that after a crash it is there whole or not at all.</summary>
internal static class NoteFile
{
    private const UnixFileMode ReadsAndWrites = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>
    /// Writes beside, forces it to disk, and puts it into place. False: there is a file of this name, and it was not touched. What was written
    /// beside may still be there, and is its caller's to remove.
    /// </summary>
    /// <exception cref="IOException">It was not written: the disk is full, or there can be no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static bool Write(string path, string temporary, string text)
    {
        var folder = Path.GetDirectoryName(path)!;
        MakeFolder(folder);
        using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        // A vault may be read by others than this user, as its other notes are; this process makes files for nobody else.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(temporary, File.GetUnixFileMode(folder) & ReadsAndWrites);

        if (!Place(temporary, path))
            return false;
        ForceNames(folder);
        return true;
    }

    // A second name is given in one step with the look whether it is free; .NET's own move looks first and renames then.
    private static bool Place(string temporary, string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            if (Syscall.link(temporary, path) == 0)
                return true;
            if (Stdlib.GetLastError() == Errno.EEXIST)
                return false;
        }

        // Windows moves in one step, and some file systems know no second names.
        try
        {
            File.Move(temporary, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(temporary) && Path.Exists(path))
        {
            return false;
        }
    }

    // As the folder that it lies in.
    private static void MakeFolder(string folder)
    {
        if (Directory.Exists(folder))
            return;
        var outer = Path.GetDirectoryName(folder)!;
        MakeFolder(outer);
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, File.GetUnixFileMode(outer));
    }

    // A name is on disk when its folder is. Windows has no such call, and needs none.
    private static void ForceNames(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var handle = Syscall.open(folder, OpenFlags.O_RDONLY);
        if (handle < 0)
            return;
        // Some file systems refuse it for folders, and have nothing to force then.
        _ = Syscall.fsync(handle);
        _ = Syscall.close(handle);
    }
}
