using Microsoft.AspNetCore.Mvc;

namespace Oracle.Host.Http.Guarding;

/// <summary>Endpoints whose bodies hold whole documents; all others have the limit of the settings.</summary>
internal static class BodySize
{
    /// <summary>The largest body of JSON with documents in it, in bytes: 64 MiB.</summary>
    public const long Documents = 64 * 1024 * 1024;

    /// <summary>Says that requests to this endpoint bring documents.</summary>
    public static T TakesDocuments<T>(this T endpoint) where T : IEndpointConventionBuilder => endpoint.WithMetadata(new RequestSizeLimitAttribute(Documents));
}
