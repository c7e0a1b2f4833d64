using System.Text.Json;
using System.Text.Json.Serialization;

namespace Oracle.Host.Startup;

/// <summary>
/// <c>host.json</c> in the data directory: who holds it and where it answers. A note for others; what counts is the lock.
/// </summary>
internal sealed partial class HostPresence : IDisposable
{
    private const string FileName = "host.json";
    private readonly string _path;

    private HostPresence(string path) => _path = path;

    public static HostPresence Announce(string dataDir, Uri address, DateTimeOffset startedAt)
    {
        var path = Path.Combine(dataDir, FileName);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        // Written beside and moved into place: a reader sees all of it or none.
        using (var file = new FileStream(path + ".new", options))
            JsonSerializer.Serialize(file, new Note(Environment.ProcessId, address.ToString().TrimEnd('/'), startedAt), NoteJson.Default.Note);
        File.Move(path + ".new", path, overwrite: true);
        return new HostPresence(path);
    }

    /// <summary>What to tell somebody who finds the directory held.</summary>
    public static string Refusal(string dataDir) => Read(dataDir) is { } note
        ? $"the data directory {dataDir} is held by another host: pid {note.Pid} at {note.Address}. Use that one, stop it, or choose another with --data-dir."
        : $"the data directory {dataDir} is held by another host that is just starting. Try again in a moment, or choose another with --data-dir.";

    public void Dispose()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A note left behind misleads nobody: the lock is gone and nobody answers at its address.
        }
    }

    private static Note? Read(string dataDir)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(dataDir, FileName)), NoteJson.Default.Note);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private sealed record Note(int Pid, string Address, DateTimeOffset StartedAt);

    // Made by the compiler: by reflection this one line would cost the start a few percent.
    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(Note))]
    private sealed partial class NoteJson : JsonSerializerContext;
}
