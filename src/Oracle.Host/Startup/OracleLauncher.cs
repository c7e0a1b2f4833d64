using Oracle.Cli;
using Oracle.Documents;
using Oracle.Embeddings;
using Oracle.Embeddings.Onnx;
using Oracle.Host.Settings;

namespace Oracle.Host.Startup;

/// <summary>Starts hosts in this process: settings, data directory, store, then everything on top.</summary>
/// <param name="given">Settings that the command line gives.</param>
/// <param name="substitutes">What the hosts are made with in place of the usual; nothing unless given.</param>
internal sealed class OracleLauncher(IReadOnlyDictionary<string, string?> given, HostSubstitutes? substitutes = null) : IHostLauncher
{
    // A host that is just stopping needs a moment to let go.
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    public async Task<IRunningHost> StartAsync(HostRequest request, CancellationToken ct)
    {
        // Without ICU .NET calls every text normalised, and two spellings of one id would be two documents.
        if ("e\u0301".IsNormalized())
            throw new StartRefusedException("Unicode normalisation is off: unset DOTNET_SYSTEM_GLOBALIZATION_INVARIANT, and install ICU (libicu) if .NET then misses it");
        try
        {
            var settings = await SettingsAsync(request, ct);
            OracleV2InTheWay.Refuse(settings.DataDir);
            var directory = await Documents.DataDirectory.HoldAsync(settings.DataDir, LockPatience, TimeProvider.System, ct)
                ?? throw new StartRefusedException(HostPresence.Refusal(settings.DataDir));
            return await OracleHost.StartAsync(settings, directory, request, ct, substitutes);
        }
        catch (Exception e) when (e is SettingException or StoreUnavailableException)
        {
            throw new StartRefusedException(e.Message, e);
        }
    }

    /// <inheritdoc />
    public async Task InstallModelAsync(string model, CancellationToken ct)
    {
        if (OnnxModels.Names.Contains(model, StringComparer.OrdinalIgnoreCase))
            await ModelInstaller.InstallWhereMissingAsync(OnnxEmbeddingGenerator.ProviderName, model, EmbeddingSettings.InstalledModels(), ct);
    }

    /// <inheritdoc />
    public bool IsOfOracleV2(string database) => OracleV2InTheWay.Is(database);

    // A model that is named for the first time is restored once.
    private async Task<OracleSettings> SettingsAsync(HostRequest request, CancellationToken ct)
    {
        var configuration = Configuration.Of(request, given);
        try
        {
            return OracleSettings.Read(configuration, [.. given.Keys]);
        }
        catch (ModelNotInstalledException missing)
        {
            await ModelInstaller.InstallAsync(missing.Model, ct);
            return OracleSettings.Read(configuration, [.. given.Keys]);
        }
    }
}
