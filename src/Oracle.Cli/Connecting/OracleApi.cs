using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Oracle.Api;
using Oracle.Api.Indexing;
using Oracle.Api.Status;

namespace Oracle.Cli.Connecting;

/// <summary>
/// The host's HTTP interface (contract §4) as the commands need it. Every failure is a <see cref="CommandFailedException"/>
/// with the exit code it means: 2 for a 4xx, 1 for a 5xx, a lost connection or a host that is silent.
/// </summary>
internal sealed class OracleApi : IDisposable
{
    // Longer than a run of the sweeper may take: 50 documents, three tries, a slow Chroma.
    private static readonly TimeSpan SweepPatience = TimeSpan.FromMinutes(10);

    // Every document of a large folder may be read or deleted.
    private static readonly TimeSpan RootPatience = TimeSpan.FromMinutes(30);

    // It answers when all of it is stored.
    private static readonly TimeSpan ImportPatience = TimeSpan.FromHours(2);

    private readonly HttpClient http;

    /// <param name="address">Where the host answers.</param>
    /// <param name="token">What it asks of every caller; null: nothing.</param>
    /// <param name="ownersSecret">What shows that its own user asks; null: that is not known.</param>
    public OracleApi(Uri address, string? token, string? ownersSecret = null)
    {
        // A proxy has no business between two programs of one machine, whatever HTTP_PROXY says.
        http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        if (token is not null)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
        if (ownersSecret is not null)
        {
            http.DefaultRequestHeaders.Add(OwnersSecret.Header, ownersSecret);
        }
    }

    /// <summary>How long an answer may take; that to an index run only has to begin by then.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(100);

    public void Dispose() => http.Dispose();

    /// <summary>The answer as it came.</summary>
    public async Task<JsonElement> GetAsync(string path, CancellationToken ct) =>
        (await SendAsync(HttpMethod.Get, path, tolerated: null, Patience, ct))!.Value;

    public async Task<StatsAnswer> StatsAsync(CancellationToken ct) => Read<StatsAnswer>(await GetAsync("api/stats", ct));

    /// <summary>The document, or null if there is none with this id.</summary>
    public Task<JsonElement?> DocumentAsync(string id, CancellationToken ct) =>
        SendAsync(HttpMethod.Get, DocumentPath(id), HttpStatusCode.NotFound, Patience, ct);

    /// <summary>What was deleted, or null if there is no document with this id.</summary>
    public Task<JsonElement?> DeleteAsync(string id, CancellationToken ct) =>
        SendAsync(HttpMethod.Delete, DocumentPath(id), HttpStatusCode.NotFound, Patience, ct);

    /// <summary>The run's figures once it has ended, or null if one was running already.</summary>
    public Task<JsonElement?> SweepAsync(CancellationToken ct) =>
        SendAsync(HttpMethod.Post, "api/sync/sweep", HttpStatusCode.Conflict, SweepPatience, ct, new { });

    /// <summary>Begins a re-index, or estimates one; null: of the configured model.</summary>
    public async Task<JsonElement> ReindexAsync(string? model, bool dryRun, CancellationToken ct) =>
        (await SendAsync(HttpMethod.Post, "api/reindex", tolerated: null, Patience, ct, new { model, dryRun }))!.Value;

    /// <summary>Begins to go back to the collection that answered before.</summary>
    public async Task<JsonElement> RollbackAsync(CancellationToken ct) =>
        (await SendAsync(HttpMethod.Post, "api/reindex/rollback", tolerated: null, Patience, ct, new { }))!.Value;

    /// <summary>Ends the re-index under way.</summary>
    public async Task<JsonElement> CancelReindexAsync(CancellationToken ct) =>
        (await SendAsync(HttpMethod.Delete, "api/reindex", tolerated: null, Patience, ct))!.Value;

    /// <summary>Tries documents again; null: all that failed.</summary>
    public async Task<JsonElement> RetryAsync(IReadOnlyList<string>? ids, CancellationToken ct) =>
        (await SendAsync(HttpMethod.Post, "api/sync/retry", tolerated: null, Patience, ct, ids is null ? new { all = true } : new { ids }))!.Value;

    /// <summary>The audit that was begun, or null if one was running already.</summary>
    /// <param name="repair">Whether it mends what it finds.</param>
    /// <param name="force">Whether it also removes what is too much to be removed without a word.</param>
    /// <param name="probe">How many documents to ask for by their own vectors; null: all.</param>
    /// <param name="ct">Ends the waiting.</param>
    public Task<JsonElement?> AuditAsync(bool repair, bool force, int? probe, CancellationToken ct) =>
        SendAsync(HttpMethod.Post, "api/audit", HttpStatusCode.Conflict, Patience, ct, new { repair, force, probe });

    /// <summary>What became of the rows of an Oracle V2 database.</summary>
    public async Task<JsonElement> ImportAsync(string path, CancellationToken ct) =>
        (await SendAsync(HttpMethod.Post, "api/import", tolerated: null, ImportPatience, ct, new { path }))!.Value;

    /// <summary>A root lies elsewhere now.</summary>
    public async Task<JsonElement> MoveRootAsync(string name, string path, CancellationToken ct) =>
        (await SendAsync(HttpMethod.Post, "api/roots/move", tolerated: null, RootPatience, ct, new { name, path }))!.Value;

    /// <summary>What is held of a root is meant to be gone.</summary>
    public async Task<JsonElement> ConfirmRootAsync(string name, CancellationToken ct) =>
        (await SendAsync(HttpMethod.Post, "api/roots/confirm", tolerated: null, RootPatience, ct, new { name }))!.Value;

    /// <summary>A root is gone for good.</summary>
    public async Task<JsonElement> ForgetRootAsync(string name, bool keepDocuments, CancellationToken ct) =>
        (await SendAsync(HttpMethod.Delete, $"api/roots?name={Uri.EscapeDataString(name)}&keepDocuments={(keepDocuments ? "true" : "false")}", tolerated: null, RootPatience, ct))!.Value;

    /// <summary>What happens while the host indexes files and folders. Ends with the answer, whatever came last.</summary>
    /// <exception cref="IOException">The connection broke; so do <see cref="HttpRequestException"/> and <see cref="JsonException"/> say.</exception>
    public async IAsyncEnumerable<IndexEvent> IndexAsync(IndexOrder order, [EnumeratorCancellation] CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/index")
        {
            Content = JsonContent.Create(order),
        };
        using var response = await WithinAsync(
            Patience, limit => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit), ct);
        if (!response.IsSuccessStatusCode)
        {
            throw await ProblemAnswer.ReadAsync(response, ct);
        }
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(ct));
        while (await lines.ReadLineAsync(ct) is { } line)
        {
            if (line.Length > 0)
            {
                yield return JsonSerializer.Deserialize<IndexEvent>(line, ApiJson.Options) ?? throw new JsonException("an event is null");
            }
        }
    }

    /// <summary>The host's events of one name, as they happen, until it stops.</summary>
    /// <exception cref="IOException">The connection broke; so do <see cref="HttpRequestException"/> and <see cref="JsonException"/> say.</exception>
    public async IAsyncEnumerable<JsonElement> EventsAsync(string name, [EnumeratorCancellation] CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/events");
        using var response = await WithinAsync(
            Patience, limit => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit), ct);
        if (!response.IsSuccessStatusCode)
        {
            throw await ProblemAnswer.ReadAsync(response, ct);
        }
        await foreach (var happened in SseParser.Create(await response.Content.ReadAsStreamAsync(ct)).EnumerateAsync(ct))
        {
            if (happened.EventType == name)
            {
                yield return JsonSerializer.Deserialize<JsonElement>(happened.Data);
            }
        }
    }

    /// <summary>An answer's fields by name.</summary>
    public static T Read<T>(JsonElement answer)
    {
        try
        {
            return answer.Deserialize<T>(ApiJson.Options) ?? throw new JsonException("the answer is null");
        }
        catch (JsonException e)
        {
            throw NotAsAgreed(e);
        }
    }

    /// <summary>The failure that an answer without the fields of the contract means.</summary>
    public static CommandFailedException NotAsAgreed(Exception e) =>
        new(ExitCodes.Failed, $"the host's answer is not as agreed: {e.Message}", e);

    // The form with ?id= is exact for every legal id; the path form is not for one with a slash.
    private static string DocumentPath(string id) => $"api/documents?id={Uri.EscapeDataString(id)}";

    private async Task<JsonElement?> SendAsync(
        HttpMethod method, string path, HttpStatusCode? tolerated, TimeSpan patience, CancellationToken ct, object? body = null)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
            using var response = await WithinAsync(patience, limit => http.SendAsync(request, limit), ct);
            if (response.StatusCode == tolerated)
            {
                return null;
            }
            if (!response.IsSuccessStatusCode)
            {
                throw await ProblemAnswer.ReadAsync(response, ct);
            }
            // The content is there already. Through the serializer its first answer would take a command 20 ms more.
            using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(ct));
            return answer.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new CommandFailedException(ExitCodes.Failed, $"what answers at {http.BaseAddress} sent no JSON for {method} {path}", e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new CommandFailedException(ExitCodes.Failed, $"the connection to the host at {http.BaseAddress} is lost: {e.Message}", e);
        }
    }

    private async Task<HttpResponseMessage> WithinAsync(
        TimeSpan patience, Func<CancellationToken, Task<HttpResponseMessage>> send, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(patience);
        try
        {
            return await send(limit.Token);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new CommandFailedException(ExitCodes.Failed,
                $"the host at {http.BaseAddress} did not answer within {patience.TotalSeconds:0} s; see ./oracle doctor", e);
        }
    }
}
