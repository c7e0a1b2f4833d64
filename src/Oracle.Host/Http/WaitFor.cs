using Oracle.Api;
using Oracle.Application.Storing;

namespace Oracle.Host.Http;

/// <summary><c>?waitFor=synced&amp;timeout=30s</c>.</summary>
internal static class WaitFor
{
    /// <summary>How long the request wants to wait; null: not at all.</summary>
    /// <exception cref="BadParameterException">Names the parameter that is wrong.</exception>
    public static TimeSpan? Read(QueryReader query)
    {
        var timeout = query.Optional("timeout") is not { } text ? SyncedWait.Standard
            : Duration.TryParse(text) is { } time && time <= SyncedWait.Longest ? time
            : throw new BadParameterException($"timeout: is '{text}', allowed is a time such as 30s, 2m or 00:00:30, at most {SyncedWait.Longest.TotalMinutes}m");
        return query.Optional("waitFor") switch
        {
            null => null,
            "synced" => timeout,
            var other => throw new BadParameterException($"waitFor: is '{other}', allowed is synced"),
        };
    }
}
