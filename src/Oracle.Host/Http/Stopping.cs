namespace Oracle.Host.Http;

/// <summary>What becomes of requests while the host stops: new ones are refused, those on their way get a moment to end.</summary>
internal static class Stopping
{
    // A client that sends slowly, or not at all any more, must not keep the host.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public static void UseStopping(this WebApplication app) => app.Use(async (context, next) =>
    {
        var stopping = app.Lifetime.ApplicationStopping;
        if (stopping.IsCancellationRequested)
        {
            await Problems.Of(StatusCodes.Status503ServiceUnavailable, "The host is shutting down.").ExecuteAsync(context);
            return;
        }

        using var late = new CancellationTokenSource();
        using var aborting = late.Token.Register(context.Abort);
        using var waiting = stopping.Register(() => late.CancelAfter(Grace));
        await next(context);
    });
}
