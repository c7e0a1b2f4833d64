using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Oracle.Api;
using Oracle.Cli.Connecting;

namespace Oracle.Cli.Mcp;

/// <summary>
/// The tools of the host that serves the data directory. A host that ended is looked for again, or started, at the next call, so that an
/// assistant outlives it.
/// </summary>
internal sealed class HostTools(Invocation run) : IAsyncDisposable
{
    // A host that has only just started, or a machine that is busy, may be slow; a host that is gone refuses at once.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _one = new(1);
    private HostConnection? _host;
    private McpClient? _client;

    /// <summary>All tools.</summary>
    /// <exception cref="McpException">No host can be had.</exception>
    public async Task<ListToolsResult> ListAsync(CancellationToken cancel)
    {
        try
        {
            return await (await ConnectedAsync(cancel)).ListToolsAsync(new ListToolsRequestParams(), cancel);
        }
        catch (Exception e) when (IsLost(e))
        {
            await LeaveAsync();
            return await (await ConnectedAsync(cancel)).ListToolsAsync(new ListToolsRequestParams(), cancel);
        }
    }

    /// <summary>Calls one. What the host cannot say comes as an error of the tool.</summary>
    public async Task<CallToolResult> CallAsync(string name, IDictionary<string, JsonElement>? arguments, IProgress<ProgressNotificationValue>? progress, CancellationToken cancel)
    {
        try
        {
            var client = await ConnectedAsync(cancel);
            return await client.CallToolAsync(
                name, arguments?.ToDictionary(argument => argument.Key, argument => (object?)argument.Value, StringComparer.Ordinal), progress, cancellationToken: cancel);
        }
        catch (Exception e) when (IsLost(e))
        {
            await LeaveAsync();
            // Whether it was done nobody knows, so it is not done again here.
            return Error($"The Oracle host ended during the call: {e.Message.TrimEnd('.')}. The next call finds it again or starts another. If this one was to change something, look first whether it did.");
        }
        catch (Exception e) when (e is StartRefusedException or CommandFailedException or McpException)
        {
            return Error(e.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        _one.Dispose();
    }

    private async Task<McpClient> ConnectedAsync(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            // Asked each time: what was sent to a host that is gone could not be told from what it did before it went.
            if (_client is { } known && _host is { } host && await RunningHost.AnswersAsync(host.Address, HostConnection.Token(run.Context), cancel, Patience))
                return known;
            await LetGoAsync();
            _host = await HostConnection.OpenAsync(run, cancel);
            var token = HostConnection.Token(run.Context);
            var options = new HttpClientTransportOptions
            {
                Endpoint = new Uri(_host.Address, "mcp"),
                TransportMode = HttpTransportMode.StreamableHttp,
                AdditionalHeaders = Headers(token),
            };
            // A proxy has no business between two programs of one machine.
            var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
            return _client = await McpClient.CreateAsync(new HttpClientTransport(options, http, ownsHttpClient: true), cancellationToken: cancel);
        }
        finally
        {
            _one.Release();
        }
    }

    private Dictionary<string, string> Headers(string? token)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        if (token is not null)
            headers["Authorization"] = $"Bearer {token}";
        if (OwnersSecretFile.Read(run.DataDirectory) is { } secret)
            headers[OwnersSecret.Header] = secret;
        return headers;
    }

    private async Task LeaveAsync()
    {
        await _one.WaitAsync();
        try
        {
            await LetGoAsync();
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task LetGoAsync()
    {
        if (_client is { } client)
            await client.DisposeAsync();
        if (_host is { } host)
            await host.DisposeAsync();
        (_client, _host) = (null, null);
    }

    // What the host itself answers, be it a refusal, is of the protocol.
    private static bool IsLost(Exception e) => e is HttpRequestException or IOException or (McpException and not McpProtocolException);

    private static CallToolResult Error(string message) => new() { IsError = true, Content = [new TextContentBlock { Text = $"Error: {message}" }] };
}
