using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Oracle.Chaos.Tests.Faults;

/// <summary>Answers everything with a number of its own, and remembers what arrived.</summary>
internal sealed class TinyServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _answers;

    private TinyServer(WebApplication app) => _app = app;

    /// <summary>The bodies that arrived, in order.</summary>
    public ConcurrentQueue<string> Arrived { get; } = new();

    /// <summary>How many requests their client took back.</summary>
    public int Aborted { get; private set; }

    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<TinyServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var server = new TinyServer(builder.Build());
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        Arrived.Enqueue(await reader.ReadToEndAsync());
        var n = Interlocked.Increment(ref _answers);
        switch (context.Request.Path.Value)
        {
            case "/never":
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                Aborted++;
                return;
            case "/missing":
                context.Response.StatusCode = 404;
                context.Response.ContentLength = 0;
                return;
            case "/chunked":
                // Flushed in between, and without a length: chunks.
                for (var i = 0; i < 3; i++)
                {
                    await context.Response.WriteAsync($"part {i};");
                    await context.Response.Body.FlushAsync();
                }
                return;
            default:
                var body = System.Text.Encoding.UTF8.GetBytes($$"""{"answer":{{n}}}""");
                context.Response.ContentType = "application/json";
                context.Response.ContentLength = body.Length;
                await context.Response.Body.WriteAsync(body);
                return;
        }
    }
}
