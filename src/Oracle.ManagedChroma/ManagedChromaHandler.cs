namespace Oracle.ManagedChroma;

/// <summary>
/// Leads every request to where the managed server is now, so that a client can be made before the server runs and
/// follows it to another port. What the request's address says of scheme, host and port does not matter.
/// </summary>
internal sealed class ManagedChromaHandler(ManagedChromaServer server) : DelegatingHandler
{
    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var status = server.Status;
        if (status.Address is not { } address)
        {
            // What a client sees of a server that is not there: nothing was sent.
            throw new HttpRequestException(HttpRequestError.ConnectionError,
                $"the local Chroma server does not run yet{(status.Trouble is null ? "" : $": {status.Trouble}")}");
        }
        request.RequestUri = new Uri(address, request.RequestUri!.PathAndQuery);
        return base.SendAsync(request, cancellationToken);
    }
}
