using System.Net;

namespace Oracle.ManagedChroma;

/// <summary>Asks a server whether it is there.</summary>
internal static class Heartbeat
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(2) };

    /// <summary>True if a Chroma answers at this address within 2 s.</summary>
    public static async Task<bool> AnswersAsync(Uri server, CancellationToken cancel)
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri(server, "/api/v2/heartbeat"), cancel);
            return answer.StatusCode == HttpStatusCode.OK
                && (await answer.Content.ReadAsStringAsync(cancel)).Contains("nanosecond heartbeat", StringComparison.Ordinal);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested && e is HttpRequestException or OperationCanceledException or IOException)
        {
            return false;
        }
    }
}
