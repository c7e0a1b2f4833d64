namespace Oracle.Host.Settings;

/// <summary>How much the host takes by HTTP.</summary>
public sealed record HttpLimits
{
    /// <summary>Searches of one client of a network within a minute.</summary>
    public required int SearchesPerMinute { get; init; }

    /// <summary>Its other requests within a minute; many documents in one count once.</summary>
    public required int RequestsPerMinute { get; init; }

    /// <summary>Searches at once, of all clients; ten times as many may wait.</summary>
    public required int SearchesAtOnce { get; init; }

    /// <summary>Requests at once that read, and as many that change something.</summary>
    public required int RequestsAtOnce { get; init; }

    /// <summary>Open connections.</summary>
    public required int Connections { get; init; }

    /// <summary>Those that listen to events.</summary>
    public required int Listeners { get; init; }

    /// <summary>The longest body of a request, in bytes; documents have limits of their own.</summary>
    public required long BodyBytes { get; init; }

    /// <summary>The bytes of bodies that are held in memory at once, of all requests.</summary>
    public required long BodyMemory { get; init; }

    internal static HttpLimits Read(SettingReader read) => new()
    {
        SearchesPerMinute = (int)read.Number("Oracle:Http:SearchesPerMinute", 60, 1, 1_000_000),
        RequestsPerMinute = (int)read.Number("Oracle:Http:RequestsPerMinute", 600, 1, 1_000_000),
        SearchesAtOnce = (int)read.Number("Oracle:Http:SearchesAtOnce", 16, 1, 1_000),
        RequestsAtOnce = (int)read.Number("Oracle:Http:RequestsAtOnce", 1_000, 10, 100_000),
        Connections = (int)read.Number("Oracle:Http:Connections", 10_000, 10, 1_000_000),
        Listeners = (int)read.Number("Oracle:Http:Listeners", 100, 1, 10_000),
        BodyBytes = read.Number("Oracle:Http:BodyBytes", 1 << 20, 1 << 10, 64 << 20),
        BodyMemory = read.Number("Oracle:Http:BodyMemory", 256 << 20, 64 << 20, 1L << 40),
    };
}
