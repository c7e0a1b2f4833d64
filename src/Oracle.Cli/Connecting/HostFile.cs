using System.Text.Json;

namespace Oracle.Cli.Connecting;

/// <summary>What a host writes down about itself in its data directory.</summary>
/// <param name="Pid">Its process.</param>
/// <param name="Address">Where it answers.</param>
/// <param name="StartedAt">When it began to, UTC.</param>
internal sealed record HostFile(int Pid, Uri Address, DateTimeOffset StartedAt)
{
    public const string Name = "host.json";

    /// <summary>Null where there is none, or none that can be read: then no host counts as running.</summary>
    public static HostFile? Read(string dataDirectory)
    {
        try
        {
            using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(dataDirectory, Name)));
            var said = file.RootElement;
            return new(
                said.GetProperty("pid").GetInt32(),
                new Uri(said.GetProperty("address").GetString()!, UriKind.Absolute),
                said.GetProperty("startedAt").GetDateTimeOffset());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException
            or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentNullException)
        {
            return null;
        }
    }
}
