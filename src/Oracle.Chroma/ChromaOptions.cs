namespace Oracle.Chroma;

/// <summary>Where the server is and how long to wait for it.</summary>
public sealed record ChromaOptions
{
    /// <summary>The server's root, http or https; a path is kept (reverse proxies).</summary>
    public required Uri Url { get; init; }

    /// <summary>Chroma's tenant.</summary>
    public string Tenant { get; init; } = "default_tenant";

    /// <summary>Chroma's database within the tenant.</summary>
    public string Database { get; init; } = "default_database";

    /// <summary>Sent as <c>X-Chroma-Token</c>. A Chroma server checks none; a proxy or Chroma Cloud does.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The longest one call may take, from connecting to the last byte of the answer.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The largest answer that is read, in bytes.</summary>
    public int MaxResponseBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>The largest body that is sent, in bytes. A Chroma server takes 40 MiB.</summary>
    public int MaxRequestBytes { get; init; } = 40 * 1024 * 1024;

    /// <summary>The address without credentials, for messages.</summary>
    internal string Address => $"{Url.Scheme}://{Url.Authority}{Url.AbsolutePath.TrimEnd('/')}";

    /// <summary>The first option that cannot be used and what is allowed, or null.</summary>
    internal string? Problem() =>
        !Url.IsAbsoluteUri || Url.Scheme is not ("http" or "https") ? "Chroma's URL must be absolute and begin with http:// or https://."
        : !IsPathSegment(Tenant) ? $"'{Tenant}' cannot be a Chroma tenant."
        : !IsPathSegment(Database) ? $"'{Database}' cannot be a Chroma database."
        : ApiKey is not null && !ApiKey.All(static c => c is > ' ' and < '\x7f') ? "Chroma's API key must be printable ASCII without spaces."
        : RequestTimeout <= TimeSpan.Zero || RequestTimeout > TimeSpan.FromDays(1) ? $"Chroma's request time-out must be above zero and at most a day, not {RequestTimeout}."
        : MaxResponseBytes <= 0 ? $"The largest answer must be above zero, not {MaxResponseBytes}."
        : MaxRequestBytes <= 0 ? $"The largest request must be above zero, not {MaxRequestBytes}."
        : null;

    // Dot segments would climb out of the path and reach another resource.
    private static bool IsPathSegment(string name) => !string.IsNullOrWhiteSpace(name) && name is not ("." or "..");
}
