namespace Oracle.Cli;

/// <summary>Starts a host in this process. The command line knows no more of it than this and its HTTP address.</summary>
public interface IHostLauncher
{
    /// <summary>Returns when the host listens.</summary>
    /// <exception cref="StartRefusedException">
    /// It must not start: a bad setting, a data directory that another host holds, a collection that is not ours.
    /// </exception>
    Task<IRunningHost> StartAsync(HostRequest request, CancellationToken ct);

    /// <summary>Restores an embedding model that can be had by its name and is not here; does nothing for any other.</summary>
    /// <exception cref="StartRefusedException">It could not be restored.</exception>
    Task InstallModelAsync(string model, CancellationToken ct);

    /// <summary>Whether a file is a database of Oracle V2's. Not a byte of it changes, and nothing appears beside it.</summary>
    bool IsOfOracleV2(string database);
}

/// <summary>A host of this process. Disposing it stops it gracefully.</summary>
public interface IRunningHost : IAsyncDisposable
{
    /// <summary>Where it answers.</summary>
    Uri Address { get; }

    /// <summary>What shows the host that this user asks (<see cref="Api.OwnersSecret"/>).</summary>
    string OwnersSecret { get; }

    /// <summary>Returns when the host stops by itself, or the token is cancelled.</summary>
    Task WaitForShutdownAsync(CancellationToken ct);
}

/// <summary>Which host to start.</summary>
/// <param name="DataDir">The absolute data directory that the command line names; null: as configured.</param>
/// <param name="Port">The port that the command line names, 0 to 65535; null: as configured.</param>
/// <param name="Adopt">Whether a collection that belongs to another store may be taken over.</param>
/// <param name="OnDemand">For the duration of one command: on a port of the system's choice, and quiet.</param>
/// <param name="Follows">Whether it follows all roots; else it does if the settings say so.</param>
public sealed record HostRequest(string? DataDir, int? Port, bool Adopt, bool OnDemand, bool Follows = false);

/// <summary>The host must not start. The message is one line that says why and what to do.</summary>
public sealed class StartRefusedException : Exception
{
    /// <summary>Refused, for no stated reason.</summary>
    public StartRefusedException() : this("the host refused to start")
    {
    }

    /// <summary>Refused for the reason in the message.</summary>
    public StartRefusedException(string message) : base(message)
    {
    }

    /// <summary>Refused because of another failure.</summary>
    public StartRefusedException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
