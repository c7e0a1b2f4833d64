using System.Text.Json;

namespace Oracle.Testing;

/// <summary>The server under a host's care, as the host wrote it down.</summary>
public static class ManagedChroma
{
    /// <summary>Where it answers.</summary>
    public static Uri UrlOf(string dataDir) => new($"http://127.0.0.1:{Record(dataDir).GetProperty("port").GetInt32()}");

    /// <summary>Its process id.</summary>
    public static int PidOf(string dataDir) => Record(dataDir).GetProperty("pid").GetInt32();

    private static JsonElement Record(string dataDir) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(dataDir, "chroma", "server.json"))).RootElement;
}
