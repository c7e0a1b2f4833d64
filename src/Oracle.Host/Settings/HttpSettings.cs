using System.Net;
using Oracle.Host.Http.Guarding;

namespace Oracle.Host.Settings;

/// <summary>Where the host listens, and to whom.</summary>
public sealed record HttpSettings
{
    /// <summary>Its port; 0: any that is free.</summary>
    public required int Port { get; init; }

    /// <summary>The address that it is bound to.</summary>
    public required IPAddress Bind { get; init; }

    /// <summary>What a caller must know; null: nothing.</summary>
    internal Secret? Token { get; init; }

    /// <summary>Other sites whose pages may ask and read, by their origins.</summary>
    public required IReadOnlySet<string> AllowedOrigins { get; init; }

    /// <summary>How much it takes.</summary>
    public required HttpLimits Limits { get; init; }

    /// <summary>Whether other machines may reach it.</summary>
    public bool IsOnNetwork => !IPAddress.IsLoopback(Bind);

    internal static HttpSettings Read(SettingReader read)
    {
        var settings = new HttpSettings
        {
            Port = (int)read.Number("Oracle:Http:Port", 47778, 0, 65_535),
            Bind = read.Address("Oracle:Http:Bind", IPAddress.Loopback),
            Token = read.OptionalText("Oracle:Http:Token") is { } token ? new Secret(token) : null,
            AllowedOrigins = read.Origins("Oracle:Http:AllowedOrigins"),
            Limits = HttpLimits.Read(read),
        };
        return settings is { IsOnNetwork: true, Token: null }
            ? throw new SettingException(
                "Oracle:Http:Bind (ORACLE_BIND)", settings.Bind.ToString(), "a loopback address, or any address together with a token (ORACLE_TOKEN)")
            : settings;
    }
}
