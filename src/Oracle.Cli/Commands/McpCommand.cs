using System.CommandLine;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Oracle.Cli.Mcp;

namespace Oracle.Cli.Commands;

/// <summary><c>mcp</c>: the tools for assistants on standard input and output, where nothing but the protocol stands.</summary>
internal static class McpCommand
{
    public static Command Create(CommonOptions common)
    {
        var command = new Command("mcp", "Tools for assistants (Model Context Protocol) on standard input and output; finds the running host, or starts one");
        command.SetAction((parsed, ct) => RunAsync(common.Read(parsed), ct));
        return command;
    }

    private static async Task<int> RunAsync(Invocation run, CancellationToken ct)
    {
        await using var tools = new HostTools(run);
        var options = new McpServerOptions
        {
            ServerInfo = new Implementation { Name = "oracle", Version = typeof(McpCommand).Assembly.GetName().Version?.ToString(3) ?? "0" },
            Capabilities = new ServerCapabilities { Tools = new ToolsCapability() },
            Handlers = new McpServerHandlers
            {
                ListToolsHandler = async (_, cancel) => await ListAsync(tools, cancel),
                CallToolHandler = async (request, cancel) => await CallAsync(tools, request, cancel),
            },
        };
        await using var transport = new StdioServerTransport("oracle");
        await using var server = McpServer.Create(transport, options);
        await server.RunAsync(ct);
        return ExitCodes.Done;
    }

    private static async Task<ListToolsResult> ListAsync(HostTools tools, CancellationToken cancel)
    {
        try
        {
            return await tools.ListAsync(cancel);
        }
        catch (Exception e) when (e is StartRefusedException or CommandFailedException)
        {
            throw new McpException(e.Message, e);
        }
    }

    private static async Task<CallToolResult> CallAsync(HostTools tools, RequestContext<CallToolRequestParams> request, CancellationToken cancel)
    {
        var told = Progress(request, cancel);
        var result = await tools.CallAsync(request.Params?.Name ?? "", request.Params?.Arguments, told, cancel);
        // A client has no use for progress of what it has the answer of.
        if (told is not null)
            await told.AllAsync();
        return result;
    }

    private static Told? Progress(RequestContext<CallToolRequestParams> request, CancellationToken cancel) =>
        request.Params?.ProgressToken is { } token ? new Told(request.Server, token, cancel) : null;

    /// <summary>Passes progress on, in the order in which it comes.</summary>
    private sealed class Told(McpServer server, ProgressToken token, CancellationToken cancel) : IProgress<ProgressNotificationValue>
    {
        private Task _last = Task.CompletedTask;

        public void Report(ProgressNotificationValue value) => _last = TellAsync(_last, value);

        /// <summary>Returns when all of it is passed on, or could not be.</summary>
        public async Task AllAsync() => await _last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        private async Task TellAsync(Task before, ProgressNotificationValue value)
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await server.NotifyProgressAsync(token, value, cancellationToken: cancel);
        }
    }
}
