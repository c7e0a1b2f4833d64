
namespace Oracle.Cli.Connecting;

/// <summary>A host to talk to: the running one of the data directory, else one of our own for as long as this lives.</summary>
internal sealed class HostConnection : IAsyncDisposable
{
    private readonly Invocation run;
    private readonly IRunningHost? own;

    private HostConnection(Invocation run, Uri address, string? ownersSecret, IRunningHost? own)
    {
        Api = new OracleApi(address, Token(run.Context), ownersSecret);
        (this.run, this.own, Address) = (run, own, address);
    }

    public OracleApi Api { get; private set; }

    /// <summary>Where the host answers.</summary>
    public Uri Address { get; private set; }

    /// <summary>Whether the host ends with this command.</summary>
    public bool IsOnDemand => own is not null;

    /// <summary>What the host asks of every caller, if it asks for anything.</summary>
    public static string? Token(CliContext context) => context.Environment.FirstOf("ORACLE_TOKEN", "Oracle__Http__Token");

    /// <summary>Finds the running host, else starts one.</summary>
    /// <exception cref="StartRefusedException">None runs, and none may be started.</exception>
    public static async Task<HostConnection> OpenAsync(Invocation run, CancellationToken ct)
    {
        var token = Token(run.Context);
        if (await RunningHost.FindAsync(run.DataDirectory, token, ct) is { } running)
        {
            return new(run, running.Address, OwnersSecretFile.Read(run.DataDirectory), own: null);
        }
        try
        {
            var started = await run.Context.Launcher.StartAsync(new HostRequest(run.DataDir, Port: null, Adopt: false, OnDemand: true), ct);
            return new(run, started.Address, started.OwnersSecret, started);
        }
        // Another one may have been starting at the same moment, and holds the directory now.
        catch (StartRefusedException) when (HostFile.Read(run.DataDirectory) is not null)
        {
            if (await RunningHost.FindAsync(run.DataDirectory, token, ct) is { } late)
            {
                return new(run, late.Address, OwnersSecretFile.Read(run.DataDirectory), own: null);
            }
            throw;
        }
    }

    /// <summary>Turns to the host that serves the data directory now: one that was started again answers elsewhere.</summary>
    public async Task FindAgainAsync(CancellationToken ct)
    {
        var token = Token(run.Context);
        if (!IsOnDemand && await RunningHost.FindAsync(run.DataDirectory, token, ct) is { } found)
        {
            Api.Dispose();
            (Api, Address) = (new OracleApi(found.Address, token, OwnersSecretFile.Read(run.DataDirectory)), found.Address);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        if (own is not null)
        {
            await own.DisposeAsync();
        }
    }
}
