using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Oracle.Chaos.Tests.Hosts;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Describing;

/// <summary>JSON comes compressed to whoever asks for it, and streams come as they happen.</summary>
public sealed class CompressionTests(CompressionTests.FullHost world) : IClassFixture<CompressionTests.FullHost>
{
    private const string Any = "gzip, deflate, br, zstd";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [SkippableTheory]
    [InlineData("/api/list?limit=100&group=false", "br")]
    [InlineData("/api/list?limit=100&group=false", "gzip")]
    [InlineData("/api/search?q=quokka&limit=100&mode=fts", "br")]
    [InlineData("/api/search?q=quokka&limit=100&mode=fts", "gzip")]
    [InlineData("/openapi/v1.json", "br")]
    [InlineData("/openapi/v1.json", "gzip")]
    public async Task Whoever_asks_for_it_gets_the_same_bytes_in_fewer(string path, string encoding)
    {
        using var plain = await AskAsync(path, null);
        using var compressed = await AskAsync(path, encoding);
        var (expected, sent) = (await plain.Content.ReadAsByteArrayAsync(), await compressed.Content.ReadAsByteArrayAsync());

        Assert.Empty(plain.Content.Headers.ContentEncoding);
        Assert.Equal([encoding], compressed.Content.Headers.ContentEncoding);
        Assert.Contains("Accept-Encoding", compressed.Headers.Vary);
        Assert.Equal(expected, Decompressed(sent, encoding));
        Assert.True(sent.Length < expected.Length / 3, $"{expected.Length} bytes became {sent.Length}");
    }

    [SkippableTheory]
    [InlineData("/api/stats")]
    [InlineData("/api/inspect")]
    [InlineData("/api/documents?id=quokka-1")]
    public async Task What_changes_by_the_moment_is_compressed_as_well(string path)
    {
        using var answer = await AskAsync(path, Any);

        Assert.Equal(["br"], answer.Content.Headers.ContentEncoding);
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(Decompressed(await answer.Content.ReadAsByteArrayAsync(), "br")).RootElement.ValueKind);
    }

    [SkippableTheory]
    [InlineData("/api/search?q=")]
    [InlineData("/metrics")]
    public async Task Errors_and_text_are_left_as_they_are(string path)
    {
        using var answer = await AskAsync(path, Any);

        Assert.Empty(answer.Content.Headers.ContentEncoding);
    }

    [SkippableFact]
    public async Task An_event_arrives_when_it_happens()
    {
        using var answer = await AskAsync("/api/events", Any);
        Assert.DoesNotContain(answer.Content.Headers.ContentEncoding, encoding => encoding != "identity");

        // The stream does not end: what is read here was flushed.
        await using var events = SseParser.Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(Soon));
        Assert.Equal("ping", events.Current.EventType);
    }

    [SkippableFact]
    public async Task A_line_of_an_index_run_arrives_as_it_is_written()
    {
        using var request = Asking(HttpMethod.Post, "/api/index", Any);
        request.Content = new StringContent($$"""{"paths":["{{world.Vault}}"]}""", Encoding.UTF8, "application/json");
        using var answer = await world.Host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        Assert.Empty(answer.Content.Headers.ContentEncoding);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal("progress", JsonDocument.Parse((await lines.ReadLineAsync().WaitAsync(Soon))!).RootElement.GetProperty("event").GetString());
        Assert.EndsWith("\n", await lines.ReadToEndAsync(), StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> AskAsync(string path, string? encodings) => world.Host.Http.SendAsync(Asking(HttpMethod.Get, path, encodings), HttpCompletionOption.ResponseHeadersRead);

    private static HttpRequestMessage Asking(HttpMethod method, string path, string? encodings)
    {
        var request = new HttpRequestMessage(method, path);
        foreach (var encoding in encodings?.Split(", ") ?? [])
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(encoding));
        return request;
    }

    private static byte[] Decompressed(byte[] sent, string encoding)
    {
        using Stream from = encoding == "br" ? new BrotliStream(new MemoryStream(sent), CompressionMode.Decompress) : new GZipStream(new MemoryStream(sent), CompressionMode.Decompress);
        using var all = new MemoryStream();
        from.CopyTo(all);
        return all.ToArray();
    }

    /// <summary>A host with much to list, and without Chroma.</summary>
    public sealed class FullHost : IAsyncLifetime, IDisposable
    {
        private readonly TempFolder _folder = new();

        public string Vault => _folder["vault"];

        internal OracleInProcess Host { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Directory.CreateDirectory(Vault);
            await File.WriteAllTextAsync(Path.Combine(Vault, "note.md"), "# A note\n\nOf little.\n");
            Host = await OracleInProcess.ServeAsync(_folder["data"], new Uri("http://127.0.0.1:9"));
            Host.AskAsOwner(_folder["data"]);
            var (status, _) = await Host.PostDocumentsAsync(Enumerable.Range(1, 100).Select(i => new { id = $"quokka-{i}", content = $"The quokka {i} is a small marsupial that smiles at whoever takes its picture." }));
            Assert.Equal(202, status);
        }

        public async Task DisposeAsync()
        {
            if (Host is not null)
                await Host.DisposeAsync();
        }

        public void Dispose() => _folder.Dispose();
    }
}
