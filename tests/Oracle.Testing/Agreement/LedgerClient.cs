using System.Net.Http.Json;
using System.Text.Json;
using Xunit.Sdk;

namespace Oracle.Testing;

/// <summary>Writes to a host and puts into the ledger what was sent and what came back.</summary>
/// <param name="ledger">Where it is written down.</param>
/// <param name="http">Speaks to the host.</param>
public sealed class LedgerClient(Ledger ledger, HttpClient http)
{
    /// <summary>The most documents of one write: beyond them the host names no revisions.</summary>
    public const int MaxBatch = 1_000;

    /// <summary>Writes documents. False when nothing was acknowledged: then each is there or not.</summary>
    /// <param name="texts">Id to text, at most <see cref="MaxBatch"/>.</param>
    public async Task<bool> PostAsync(IReadOnlyDictionary<string, string> texts)
    {
        ledger.Attempt(texts.Select(text => (text.Key, (string?)text.Value)));
        return await SendAsync(
            () => http.PostAsJsonAsync("/api/documents", texts.Select(text => new { id = text.Key, content = text.Value })),
            body => ledger.Acknowledge(body.GetProperty("revisions").EnumerateObject()
                .Select(revision => (revision.Name, (string?)texts[revision.Name], (long?)revision.Value.GetInt64()))));
    }

    /// <summary>Writes one document.</summary>
    public Task<bool> PostAsync(string id, string text) => PostAsync(new Dictionary<string, string>(StringComparer.Ordinal) { [id] = text });

    /// <summary>Deletes a document. False when it is not known whether it is gone.</summary>
    /// <exception cref="XunitException">The host does not know a document whose writing it acknowledged.</exception>
    public async Task<bool> DeleteAsync(string id)
    {
        var mayBeAbsent = ledger.MayBeAbsent(id);
        ledger.Attempt([(id, null)]);
        return await SendAsync(
            () => http.DeleteAsync($"/api/documents?id={Uri.EscapeDataString(id)}"),
            body => ledger.Acknowledge([(id, null, body.GetProperty("revision").GetInt64())]),
            // Known to be gone: from here on it may not come back.
            () => ledger.Acknowledge([(id, null, mayBeAbsent ? null : throw new XunitException($"{id} was acknowledged, and is not known any more."))]));
    }

    private static async Task<bool> SendAsync(Func<Task<HttpResponseMessage>> send, Action<JsonElement> acknowledge, Action? notFound = null)
    {
        try
        {
            using var response = await send();
            switch ((int)response.StatusCode)
            {
                case 202:
                    acknowledge(await response.Content.ReadFromJsonAsync<JsonElement>());
                    return true;
                case 404 when notFound is not null:
                    notFound();
                    return true;
                default:
                    return false;
            }
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or JsonException)
        {
            return false;
        }
    }
}
