using Oracle.Cli;
using Oracle.Host.Settings;

namespace Oracle.Host.Startup;

/// <summary>Where settings come from; later sources win: file, environment, its short names, command line.</summary>
internal static class Configuration
{
    public static IConfiguration Of(HostRequest request, IReadOnlyDictionary<string, string?> given) => new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
        .AddEnvironmentVariables()
        .AddInMemoryCollection(SettingAliases.FromEnvironment())
        .AddInMemoryCollection(given)
        .AddInMemoryCollection(FromCommandLine(request))
        .Build();

    private static IEnumerable<KeyValuePair<string, string?>> FromCommandLine(HostRequest request)
    {
        if (request.DataDir is { } dataDir)
            yield return new("Oracle:DataDir", dataDir);
        if (request.Port is { } port)
            yield return new("Oracle:Http:Port", port.ToString());
        // A host for one command takes whatever port is free: the usual one may be another data directory's.
        else if (request.OnDemand)
            yield return new("Oracle:Http:Port", "0");
        if (request.Follows)
            yield return new("Oracle:Vaults:Follow", "true");
    }
}
