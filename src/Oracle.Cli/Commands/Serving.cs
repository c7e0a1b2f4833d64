namespace Oracle.Cli.Commands;

/// <summary>Runs a host until it is asked to stop.</summary>
internal static class Serving
{
    /// <summary>Starts the host, prepares it, prints the ready line and waits. Stopping when asked is success.</summary>
    /// <param name="run">The command.</param>
    /// <param name="request">Which host.</param>
    /// <param name="prepare">Done before the ready line. Its token is cancelled when the host stops.</param>
    /// <param name="ct">Asks to stop.</param>
    public static async Task<int> RunAsync(
        Invocation run, HostRequest request, Func<IRunningHost, CancellationToken, Task> prepare, CancellationToken ct)
    {
        try
        {
            await using var host = await run.Context.Launcher.StartAsync(request, ct);
            using var stopped = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var shutdown = host.WaitForShutdownAsync(ct);
            var prepared = prepare(host, stopped.Token);
            if (await Task.WhenAny(prepared, shutdown) == prepared && !ct.IsCancellationRequested)
            {
                await prepared;
                PrintReady(run, host.Address);
            }
            await shutdown;
            await stopped.CancelAsync();
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
        }
        return ExitCodes.Done;
    }

    private static void PrintReady(Invocation run, Uri address)
    {
        var url = address.GetLeftPart(UriPartial.Authority);
        if (run.Json)
        {
            run.PrintJson(new { ready = url });
        }
        else
        {
            run.Context.Out.WriteLine($"ready {url}");
        }
        run.Context.Out.Flush();
    }
}
