using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Oracle.Testing.Faults;

/// <summary>
/// Stands between a client and an HTTP/1.1 server, on raw TCP, and lets requests meet the faults of its <see cref="Plan"/>.
/// Without a plan it changes nothing. A server that is down looks like a reset.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private const int MaxConnections = 512;
    private const int MaxRecords = 100_000;

    internal static readonly TimeSpan RefuseFor = TimeSpan.FromMilliseconds(500);

    private readonly Door _door = new();
    private readonly Upstream _upstream;
    private readonly HeldRequests _held;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _places = new(MaxConnections);
    private readonly ConcurrentDictionary<ClientConnection, Task> _connections = new();
    private readonly ConcurrentDictionary<Task, byte> _releases = new();
    private readonly ConcurrentQueue<ProxyRecord> _records = new();
    private readonly ConcurrentQueue<Exception> _troubles = new();
    private readonly Task _accepting;
    private long _requests;

    /// <param name="server">Where requests go; must be an address of HTTP, not HTTPS.</param>
    public FaultProxy(Uri server)
    {
        _upstream = new Upstream(server);
        _held = new HeldRequests(_upstream);
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens. The same for all its life.</summary>
    public Uri Url => new($"http://127.0.0.1:{_door.Port}");

    /// <summary>The faults to come, and a count of those that came.</summary>
    public FaultPlan Plan { get; } = new();

    /// <summary>What a test does at exact moments.</summary>
    public Hooks Hooks { get; } = new();

    /// <summary>How long faults wait for a client to give up, and for the server to answer.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The pause of a <see cref="FaultKind.SlowLoris"/> between two bytes.</summary>
    public TimeSpan TrickleEvery { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>What became of each request, the last 100,000.</summary>
    public IEnumerable<ProxyRecord> Records => _records;

    /// <summary>What went wrong in the proxy itself or in a hook; empty in a good test.</summary>
    public IReadOnlyCollection<Exception> Troubles => _troubles;

    /// <summary>How many requests wait to be released.</summary>
    public int Held => _held.Count;

    /// <summary>Delivers what was held back, in the order it came.</summary>
    /// <returns>How many the server answered.</returns>
    public Task<int> ReleaseAsync() => _held.ReleaseAsync(one: null, _stop.Token);

    /// <summary>The end of all faults to come. What is held back stays so.</summary>
    public void Clear()
    {
        Plan.Clear();
        _door.Open();
    }

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync();
        _door.Dispose();
        foreach (var connection in _connections.Keys)
            connection.Dispose();
        await Task.WhenAll([_accepting, .. _connections.Values, .. _releases.Keys]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _places.Dispose();
    }

    internal void Record(ProxyRecord record)
    {
        _records.Enqueue(record);
        while (_records.Count > MaxRecords)
            _records.TryDequeue(out _);
    }

    internal void Refuse(TimeSpan time)
    {
        _door.ShutFor(time);
        foreach (var connection in _connections.Keys)
            connection.Reset();
    }

    internal void Hold(ProxiedRequest request, TimeSpan? releaseAfter)
    {
        _held.Add(request);
        if (releaseAfter is not { } delay)
            return;
        _releases.TryAdd(ReleaseLaterAsync(request, delay), 0);
    }

    private async Task ReleaseLaterAsync(ProxiedRequest request, TimeSpan delay)
    {
        await Task.Delay(delay, _stop.Token);
        await _held.ReleaseAsync(request, _stop.Token);
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await _places.WaitAsync(_stop.Token);
            if (ClientConnection.Of(await _door.AcceptAsync(_stop.Token)) is not { } connection)
            {
                _places.Release();
                continue;
            }
            // Entered before it starts, so that it can always be found and ended.
            var starting = new TaskCompletionSource<Task>();
            _connections[connection] = starting.Task.Unwrap();
            starting.SetResult(ServeAsync(connection));
        }
    }

    private async Task ServeAsync(ClientConnection client)
    {
        await Task.Yield();
        try
        {
            while (await client.Reader.RequestAsync(() => Interlocked.Increment(ref _requests), _stop.Token) is { } request
                && await new Exchange(this, _upstream, client, request).RunAsync(_stop.Token))
            {
                // Another request may follow.
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // A client or server that left, which is what this is all about.
        }
        catch (Exception e)
        {
            _troubles.Enqueue(e);
        }
        finally
        {
            client.Dispose();
            _connections.TryRemove(client, out _);
            _places.Release();
        }
    }
}
