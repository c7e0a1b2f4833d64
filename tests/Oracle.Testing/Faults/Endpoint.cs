namespace Oracle.Testing.Faults;

/// <summary>Chroma's calls, as far as Oracle makes them.</summary>
public enum Endpoint
{
    Heartbeat,
    PreFlight,
    CreateCollection,
    GetCollection,
    ModifyCollection,
    DeleteCollection,
    Upsert,
    Get,
    Query,
    Delete,
    Count,

    /// <summary>Anything else; it is passed on.</summary>
    Other,
}

/// <summary>Which call a request is.</summary>
public static class Endpoints
{
    /// <summary>Every call Oracle makes.</summary>
    public static IReadOnlyList<Endpoint> All { get; } = [.. Enum.GetValues<Endpoint>().Where(static endpoint => endpoint != Endpoint.Other)];

    /// <summary>The call behind a method and a path.</summary>
    public static Endpoint Of(string method, string path)
    {
        var parts = path.Split('?')[0].Trim('/').Split('/');
        return (method, parts) switch
        {
            ("GET", ["api", "v2", "heartbeat"]) => Endpoint.Heartbeat,
            ("GET", ["api", "v2", "pre-flight-checks"]) => Endpoint.PreFlight,
            ("POST", [.., "collections"]) => Endpoint.CreateCollection,
            ("GET", [.., "collections", _]) => Endpoint.GetCollection,
            ("PUT", [.., "collections", _]) => Endpoint.ModifyCollection,
            ("DELETE", [.., "collections", _]) => Endpoint.DeleteCollection,
            ("GET", [.., "collections", _, "count"]) => Endpoint.Count,
            ("POST", [.., "collections", _, var call]) => call switch
            {
                "upsert" => Endpoint.Upsert,
                "get" => Endpoint.Get,
                "query" => Endpoint.Query,
                "delete" => Endpoint.Delete,
                _ => Endpoint.Other,
            },
            _ => Endpoint.Other,
        };
    }
}
