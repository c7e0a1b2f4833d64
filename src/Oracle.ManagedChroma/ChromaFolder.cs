using System.Net;
using System.Text.Json;

namespace Oracle.ManagedChroma;

/// <summary>
/// <c>{DataDir}/chroma</c>: the server's data, its log, and the record of the process. For its owner alone, because the
/// data hold every document's text.
/// </summary>
internal sealed class ChromaFolder
{
    private const long LogLimit = 10 * 1024 * 1024;

    private readonly string record;

    public ChromaFolder(string dataDir)
    {
        Root = Path.GetFullPath(Path.Combine(dataDir, "chroma"));
        Data = Path.Combine(Root, "data");
        Log = Path.Combine(Root, "chroma.log");
        record = Path.Combine(Root, "server.json");
    }

    public string Root { get; }

    public string Data { get; }

    public string Log { get; }

    /// <summary>Nothing is where the server's data should be: it never ran, or somebody removed them.</summary>
    public bool IsEmpty
    {
        get
        {
            try
            {
                return !Directory.EnumerateFileSystemEntries(Data).Any();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // What cannot be looked at, for want of a file handle say, may well be there.
                return e is DirectoryNotFoundException;
            }
        }
    }

    /// <summary>Creates what is missing, with mode 0700.</summary>
    public void Create()
    {
        if (OperatingSystem.IsWindows())
        {
            throw new ChromaStartException("a local Chroma server is kept on Linux and macOS only: set CHROMA_URL to a server that runs already");
        }
        // The mode goes to the last folder of the path only.
        foreach (var path in (string[])[Root, Data])
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>The record, or null where there is none that can be read.</summary>
    public ServerRecord? ReadRecord()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(record), ServerRecordJson.Default.ServerRecord)
                is { Pid: > 0, Port: > 0 and <= IPEndPoint.MaxPort } server ? server : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Replaces the record in one step, with mode 0600.</summary>
    public void Write(ServerRecord server)
    {
        var next = record + ".next";
        File.Delete(next);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        using (var file = new FileStream(next, options))
        {
            JsonSerializer.Serialize(file, server, ServerRecordJson.Default.ServerRecord);
            file.Flush(flushToDisk: true);
        }
        File.Move(next, record, overwrite: true);
    }

    /// <summary>Begins a new log when the present one is large, and keeps that one beside it.</summary>
    /// <returns>Where the next words will stand.</returns>
    public long BeginLog()
    {
        var log = new FileInfo(Log);
        if (log is { Exists: true, Length: > LogLimit })
        {
            log.MoveTo(Log + ".1", overwrite: true);
            return 0;
        }
        return log.Exists ? log.Length : 0;
    }

    /// <summary>The last line with words in it that was written after this place, or the error that ended Node, cut to 300 characters; empty where there is none.</summary>
    public string LastWords(long from)
    {
        try
        {
            using var file = new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Position = Math.Max(from, file.Length - 4096);
            using var reader = new StreamReader(file);
            var lines = reader.ReadToEnd().Split('\n').Where(line => line.Any(char.IsLetter)).ToList();
            var line = lines.LastOrDefault() ?? "";
            // Node ends with its version, below the error that ended it and the way there.
            if (line.StartsWith("Node.js v", StringComparison.Ordinal))
                line = lines.LastOrDefault(line => line.Contains("Error: ", StringComparison.Ordinal)) ?? line;
            line = new string([.. line.Where(c => !char.IsControl(c))]).Trim();
            return line.Length > 300 ? $"{line[..300]}…" : line;
        }
        catch (IOException)
        {
            return "";
        }
    }
}
