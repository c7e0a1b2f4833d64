using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Oracle.Api;

namespace Oracle.Host.Http;

/// <summary><c>GET /api/events</c>: what happens, as it happens (server-sent events).</summary>
internal static class EventsEndpoints
{
    // A client that takes nothing for so long is taken for gone. Until then being slow costs it events and no more.
    private static readonly MinDataRate Slowest = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromMinutes(1));

    public static void MapEvents(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/events", (HttpContext context, EventFeeds feeds, IHostApplicationLifetime lifetime) => Listen(context, feeds, lifetime));

    private static IResult Listen(HttpContext context, EventFeeds feeds, IHostApplicationLifetime lifetime)
    {
        if (feeds.TryEnter() is not { } place)
            return Problems.Of(StatusCodes.Status503ServiceUnavailable, "Too many clients listen to events already; try again later.");
        context.Response.RegisterForDispose(place);
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = Slowest;
        return TypedResults.ServerSentEvents(ReadAsync(place, lifetime.ApplicationStopping, context.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<string>> ReadAsync(
        EventFeeds.Place place, CancellationToken stopping, [EnumeratorCancellation] CancellationToken left)
    {
        using var feed = place.Listen();
        while (await feed.NextAsync(stopping, left) is { } next)
            yield return new SseItem<string>(JsonSerializer.Serialize(next.Data, ApiJson.Options), next.Name);
    }
}
