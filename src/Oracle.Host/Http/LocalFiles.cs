using System.Net;

namespace Oracle.Host.Http;

/// <summary>Requests that name paths of this machine: nobody on another one has a say in what is read here.</summary>
internal static class LocalFiles
{
    /// <exception cref="BadHttpRequestException">The request is from another machine (403).</exception>
    public static void Require(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is { } remote && !IPAddress.IsLoopback(remote))
            throw new BadHttpRequestException("Folders are read only at the wish of a program on this machine.", StatusCodes.Status403Forbidden);
    }
}
