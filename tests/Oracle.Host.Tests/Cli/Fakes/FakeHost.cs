using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Oracle.Host.Tests.Cli.Fakes;

/// <summary>An HTTP server on a port of its own that answers as a test tells it to. Routes are like <c>GET /api/stats</c>.</summary>
internal sealed class FakeHost : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly ConcurrentDictionary<string, RequestDelegate> routes = new(StringComparer.Ordinal);

    private FakeHost(WebApplication server)
    {
        this.server = server;
        server.Run(AnswerAsync);
        Json("GET /api/health", """{"status":"ok","server":"oracle","version":"0.1.0","port":0}""");
    }

    public Uri Address { get; private set; } = null!;

    /// <summary>What was asked: method, path and query.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public ConcurrentQueue<string> Bodies { get; } = [];

    public ConcurrentQueue<string> Authorizations { get; } = [];

    public static async Task<FakeHost> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var host = new FakeHost(builder.Build());
        await host.server.StartAsync();
        host.Address = new Uri(host.server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return host;
    }

    public FakeHost Json(string route, string body, int status = 200) => Text(route, body, status, "application/json");

    public FakeHost Problem(string route, int status, string title, string detail) => Text(
        route, $$"""{"type":"about:blank","title":"{{title}}","status":{{status}},"detail":"{{detail}}"}""", status, "application/problem+json");

    public FakeHost Text(string route, string body, int status, string contentType) => On(route, async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        await context.Response.WriteAsync(body);
    });

    /// <summary>The lines of an answer to <c>POST /api/index</c>, in their order.</summary>
    public FakeHost Index(params string[] lines) =>
        Text("POST /api/index", string.Concat(lines.Select(line => line + "\n")), 200, "application/x-ndjson");

    public FakeHost Stats(int synced = 0, int pending = 0, int failed = 0, int quarantined = 0, int deleting = 0, string chroma = "connected") =>
        Json("GET /api/stats", StatsBody(synced, pending, failed, quarantined, deleting, chroma));

    /// <summary>One body after the other; the last one stays.</summary>
    public FakeHost StatsInTurn(params string[] bodies)
    {
        var turn = -1;
        return On("GET /api/stats", context =>
            context.Response.WriteAsync(bodies[Math.Min(Interlocked.Increment(ref turn), bodies.Length - 1)]));
    }

    public static string StatsBody(int synced = 0, int pending = 0, int failed = 0, int quarantined = 0, int deleting = 0, string chroma = "connected") =>
        $$"""
        {"total":{{synced + pending + failed}},"by_type":{"note":{{synced + pending + failed}}},"by_type_files":{"note":1},"concepts":{"total":0,"top":[]},
         "last_indexed":null,"index_age_hours":null,"is_stale":false,"is_indexing":false,"indexing_progress":null,"indexing_completed_at":null,
         "fts_status":"healthy","chroma_status":"{{chroma}}","database":"/x/oracle.db","vector":{"enabled":true,"count":{{synced}},"collection":"oracle_knowledge","unretrievable":0},
         "vectors":[],"vault_repo":null,"roots":{"total":0,"missing":0,"held":0},"audit":null,
         "sync":{"synced":{{synced}},"pending":{{pending}},"failed":{{failed}},"lastSyncRun":null,"quarantined":{{quarantined}},"deleting":{{deleting}},"oldestPendingSeconds":0,"generation":1} }
        """;

    public FakeHost On(string route, RequestDelegate answer)
    {
        routes[route] = answer;
        return this;
    }

    public async ValueTask DisposeAsync() => await server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        Requests.Enqueue($"{request.Method} {request.Path}{request.QueryString}");
        Authorizations.Enqueue(request.Headers.Authorization.ToString());
        // A route may read it, too.
        request.EnableBuffering();
        using var body = new StreamReader(request.Body, Encoding.UTF8, leaveOpen: true);
        Bodies.Enqueue(await body.ReadToEndAsync());
        if (routes.TryGetValue($"{request.Method} {request.Path}", out var answer))
        {
            await answer(context);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }
}
