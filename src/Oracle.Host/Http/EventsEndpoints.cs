using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Oracle.Api;
using Oracle.Host.Http.Describing;

namespace Oracle.Host.Http;

/// <summary><c>GET /api/events</c>: what happens, as it happens (server-sent events).</summary>
internal static class EventsEndpoints
{
    // A client that takes nothing for so long is taken for gone. Until then being slow costs it events and no more.
    private static readonly MinDataRate Slowest = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromMinutes(1));

    private const string RetryAfterSeconds = "10";

    public static void MapEvents(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/events", (HttpContext context, EventFeeds feeds, IHostApplicationLifetime lifetime) => Listen(context, feeds, lifetime)).Described(new Operation(
            "Events", "What happens, as it happens. A client that is slower than the events loses the oldest and is told how many (`dropped`).")
        {
            Answers =
            [
                new Answer(StatusCodes.Status200OK, """
                    Server-sent events, each with its name and one JSON object as data: `sync` (`documents`, each with `id`, `revision` and `status`), `circuit` (`state`, `reason`),
                    `sweep` (as `POST /api/sync/sweep` answers), `reindex` (as `GET /api/reindex`), `audit` (as `GET /api/audit`, with `total` and without samples),
                    `dropped` (`count`), and `ping`, first and every 15 seconds of silence.
                    """)
                {
                    Type = typeof(string), ContentType = "text/event-stream",
                },
                Answer.Problem(StatusCodes.Status429TooManyRequests, "As many clients listen as may. `Retry-After` says in how many seconds to try again."),
            ],
        });

    private static IResult Listen(HttpContext context, EventFeeds feeds, IHostApplicationLifetime lifetime)
    {
        if (feeds.TryEnter() is not { } place)
            return TooMany(context);
        context.Response.RegisterForDispose(place);
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = Slowest;
        return TypedResults.ServerSentEvents(ReadAsync(place, lifetime.ApplicationStopping, context.RequestAborted));
    }

    // Its connection goes, too: ten thousand that are refused must not keep all there are.
    private static ProblemHttpResult TooMany(HttpContext context)
    {
        context.Response.Headers.Connection = "close";
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Problems.Of(StatusCodes.Status429TooManyRequests, "As many clients listen to events as may (Oracle:Http:Listeners); try again later.");
    }

    private static async IAsyncEnumerable<SseItem<string>> ReadAsync(
        EventFeeds.Place place, CancellationToken stopping, [EnumeratorCancellation] CancellationToken left)
    {
        using var feed = place.Listen();
        while (await feed.NextAsync(stopping, left) is { } next)
            yield return new SseItem<string>(JsonSerializer.Serialize(next.Data, ApiJson.Options), next.Name);
    }
}
