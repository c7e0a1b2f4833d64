using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.RateLimiting;
using Oracle.Host.Settings;

namespace Oracle.Host.Http.Guarding;

/// <summary>What a request costs.</summary>
internal enum Cost
{
    /// <summary>Nothing that is counted: probes are always answered.</summary>
    Free,

    /// <summary>It reads something small.</summary>
    Read,

    /// <summary>It changes something.</summary>
    Change,

    /// <summary>It searches.</summary>
    Search,
}

/// <summary>
/// How many requests at once and, of a network's clients, within a minute. The user whose host this is counts as none of these, so
/// that the command line can look as often as it likes.
/// </summary>
internal static class RequestLimits
{
    private const int WaitingPerPermit = 10;
    private const int BytesOfNetwork = 8;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    public static IServiceCollection AddRequestLimits(this IServiceCollection services, HttpSettings settings)
    {
        var atOnce = PartitionedRateLimiter.Create<Costly, Cost>(request => AtOnce(request.Cost, settings.Limits));
        var limiter = settings.IsOnNetwork
            ? PartitionedRateLimiter.CreateChained(atOnce, PartitionedRateLimiter.Create<Costly, (Cost Cost, IPAddress Client)>(request => WithinMinute(request, settings.Limits)))
            : atOnce;
        return services
            .AddSingleton(new SearchLimit(limiter, settings.Limits))
            .AddRateLimiter(options =>
            {
                options.GlobalLimiter = limiter.WithTranslatedKey<HttpContext>(context => new Costly(context, CostOf(context)), leaveOpen: true);
                options.OnRejected = (rejected, _) => new ValueTask(RefuseAsync(rejected, settings.Limits));
            });
    }

    /// <summary>Says that requests to this endpoint search.</summary>
    public static T CountsAsSearch<T>(this T endpoint) where T : IEndpointConventionBuilder => endpoint.WithMetadata(Cost.Search);

    /// <summary>Whom a request is counted for: one machine, or with IPv6 one network, whose machines take what address they like.</summary>
    public static IPAddress ClientOf(IPAddress? remote)
    {
        if (remote is null)
            return IPAddress.None;
        if (remote.IsIPv4MappedToIPv6)
            return remote.MapToIPv4();
        if (remote.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(remote))
            return remote;
        var bytes = remote.GetAddressBytes();
        bytes.AsSpan(BytesOfNetwork).Clear();
        return new IPAddress(bytes);
    }

    private static Cost CostOf(HttpContext context)
    {
        var endpoint = context.GetEndpoint()?.Metadata;
        return endpoint?.GetMetadata<IAllowAnonymous>() is not null ? Cost.Free
            : endpoint?.OfType<Cost>().Any() == true ? Cost.Search
            : HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) ? Cost.Read
            : Cost.Change;
    }

    private static RateLimitPartition<Cost> AtOnce(Cost cost, HttpLimits limits) => cost is Cost.Free
        ? RateLimitPartition.GetNoLimiter(cost)
        : RateLimitPartition.GetConcurrencyLimiter(cost, of => new ConcurrencyLimiterOptions
        {
            PermitLimit = of is Cost.Search ? limits.SearchesAtOnce : limits.RequestsAtOnce,
            QueueLimit = of is Cost.Search ? limits.SearchesAtOnce * WaitingPerPermit : 0,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });

    private static RateLimitPartition<(Cost Cost, IPAddress Client)> WithinMinute(Costly request, HttpLimits limits) =>
        request.Cost is Cost.Free || request.Context.RequestServices.GetRequiredService<LocalFiles>().IsOwner(request.Context)
            ? RateLimitPartition.GetNoLimiter((Cost.Free, IPAddress.None))
            : RateLimitPartition.GetFixedWindowLimiter(
                (request.Cost is Cost.Search ? Cost.Search : Cost.Read, ClientOf(request.Context.Connection.RemoteIpAddress)),
                of => new FixedWindowRateLimiterOptions
                {
                    PermitLimit = of.Item1 is Cost.Search ? limits.SearchesPerMinute : limits.RequestsPerMinute,
                    Window = Window,
                });

    private static Task RefuseAsync(OnRejectedContext rejected, HttpLimits limits)
    {
        var (why, seconds) = Reason(rejected.Lease, CostOf(rejected.HttpContext) is Cost.Search, limits);
        rejected.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Guard.RefuseAsync(rejected.HttpContext, StatusCodes.Status429TooManyRequests, why);
    }

    /// <summary>Why a request is refused, for a person, and after how many seconds it may come again.</summary>
    public static (string Why, int Seconds) Reason(RateLimitLease refused, bool isSearch, HttpLimits limits)
    {
        var isRate = refused.TryGetMetadata(MetadataName.RetryAfter, out var after);
        var why = (isSearch, isRate) switch
        {
            (true, true) => $"More than {limits.SearchesPerMinute} searches within a minute (Oracle:Http:SearchesPerMinute).",
            (false, true) => $"More than {limits.RequestsPerMinute} requests within a minute (Oracle:Http:RequestsPerMinute).",
            (true, false) => $"More than {limits.SearchesAtOnce} searches at once, and as many wait as may (Oracle:Http:SearchesAtOnce).",
            (false, false) => $"More than {limits.RequestsAtOnce} requests at once (Oracle:Http:RequestsAtOnce).",
        };
        var seconds = (int)Math.Ceiling((isRate && after > Soon ? after : Soon).TotalSeconds);
        return ($"{why} Try again in {seconds} s.", seconds);
    }

    /// <summary>A request, and what it costs.</summary>
    internal sealed record Costly(HttpContext Context, Cost Cost);
}
