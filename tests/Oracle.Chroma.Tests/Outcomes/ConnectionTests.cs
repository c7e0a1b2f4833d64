using System.Net;
using System.Net.Sockets;

namespace Oracle.Chroma.Tests.Outcomes;

/// <summary>What it means when a connection fails, and that nothing of an abandoned call lives on.</summary>
public sealed class ConnectionTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_refused_connection_means_unavailable_and_says_so()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        using var chroma = new ChromaClient(new ChromaOptions { Url = new($"http://127.0.0.1:{port}") });

        var failure = (await Upsert(chroma)).Failure!;

        Assert.Equal(ChromaFailureKind.Unavailable, failure.Kind);
        Assert.Equal($"Chroma at http://127.0.0.1:{port} refused the connection", failure.Message);
        Assert.Equal(ChromaFailureKind.Unavailable, (await chroma.HeartbeatAsync()).Failure!.Kind);
    }

    [Fact]
    public async Task A_host_without_an_address_means_unavailable()
    {
        using var chroma = new ChromaClient(new ChromaOptions { Url = new("http://no-such-host.invalid:8000") });

        var failure = (await Upsert(chroma)).Failure!;

        Assert.Equal(ChromaFailureKind.Unavailable, failure.Kind);
        Assert.False(failure.MaybeApplied);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"deleted\":")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n<html>it</html>")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}")]
    [InlineData("HTTP/1.1 20")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("")]
    public async Task An_answer_that_is_broken_or_foreign_is_ambiguous(string bytes)
    {
        await using var server = new Responder(Responder.RawThenClose(bytes));
        using var chroma = Client(server);

        var failure = (await Upsert(chroma)).Failure!;

        Assert.Equal(ChromaFailureKind.Ambiguous, failure.Kind);
        Assert.True(failure.MaybeApplied);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_connection_reset_after_sending_is_ambiguous()
    {
        await using var server = new Responder(Responder.Reset);
        using var chroma = Client(server);

        var failure = (await Upsert(chroma)).Failure!;

        Assert.Equal(ChromaFailureKind.Ambiguous, failure.Kind);
        Assert.Contains("after upsert was sent", failure.Message);
    }

    // HttpClient sends a request again by itself when a kept connection breaks under it.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_write_is_never_sent_twice_even_when_a_kept_connection_breaks(bool reset)
    {
        await using var server = new Responder(Responder.Answer(200, "{}"), reset ? Responder.Reset : Responder.Close, Responder.Answer(200, "{}"));
        using var chroma = Client(server);
        Assert.True((await Upsert(chroma)).Succeeded);

        var failure = (await Upsert(chroma)).Failure;

        Assert.Equal(ChromaFailureKind.Ambiguous, failure?.Kind);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_collection_is_not_deleted_twice_when_a_kept_connection_breaks()
    {
        await using var server = new Responder(Responder.Answer(200, "{}"), Responder.Close, Responder.Answer(200, "{}"));
        using var chroma = Client(server);
        Assert.True((await Upsert(chroma)).Succeeded);

        var failure = (await chroma.DeleteCollectionAsync("some")).Failure;

        Assert.Equal(ChromaFailureKind.Ambiguous, failure?.Kind);
        Assert.Equal(2, server.Requests.Count);
    }

    // With the old connection left open, a proxy delivers the abandoned write later and undoes a newer one.
    [Fact]
    public async Task A_time_out_is_ambiguous_and_closes_its_connection()
    {
        await using var server = new Responder(Responder.Answer(200, "{}"), Responder.Silence);
        using var chroma = Client(server, TimeSpan.FromSeconds(1.5));
        await Connect(chroma);

        var failure = (await Upsert(chroma)).Failure!;

        Assert.Equal(ChromaFailureKind.Ambiguous, failure.Kind);
        Assert.Equal($"Chroma at http://127.0.0.1:{server.Url.Port} did not answer upsert within 1.5 s", failure.Message);
        await server.ClientClosed.WaitAsync(Soon);
    }

    [Fact]
    public async Task A_time_out_in_the_middle_of_an_answer_closes_its_connection_too()
    {
        await using var server = new Responder(Responder.Answer(200, "{}"), Responder.Raw("HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n{"));
        using var chroma = Client(server, TimeSpan.FromSeconds(1.5));
        await Connect(chroma);

        var failure = (await Upsert(chroma)).Failure!;

        Assert.Equal(ChromaFailureKind.Ambiguous, failure.Kind);
        await server.ClientClosed.WaitAsync(Soon);
    }

    [Fact]
    public async Task A_cancelled_call_throws_and_closes_its_connection()
    {
        await using var server = new Responder(Responder.Silence);
        using var chroma = Client(server);
        using var cancellation = new CancellationTokenSource();
        var upsert = Upsert(chroma, cancellation.Token);
        await Testing.Eventually.True(() => server.Requests.Count == 1);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upsert);
        await server.ClientClosed.WaitAsync(Soon);
    }

    [Fact]
    public async Task An_answer_over_the_limit_is_not_read_and_says_what_to_do()
    {
        await using var server = new Responder(Responder.Answer(200, $$"""{"ids":["{{new string('x', 5_000)}}"]}"""));
        using var chroma = new ChromaClient(new ChromaOptions { Url = server.Url, MaxResponseBytes = 1_000 });

        var failure = (await chroma.GetAsync(Samples.Collection, new ChromaGet { Include = ChromaInclude.None })).Failure!;

        Assert.Equal(ChromaFailureKind.Ambiguous, failure.Kind);
        Assert.Contains("ask for fewer records", failure.Message);
    }

    [Fact]
    public async Task A_body_over_the_limit_of_the_server_is_not_sent()
    {
        await using var server = new Responder(Responder.Answer(200, "{}"));
        using var chroma = new ChromaClient(new ChromaOptions { Url = server.Url, MaxRequestBytes = 1_000 });

        var failure = (await chroma.UpsertAsync(Samples.Collection, [Samples.Record(document: new string('x', 1_000))], Samples.Limits)).Failure!;

        Assert.Equal(ChromaFailureKind.TooLarge, failure.Kind);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("""{"ids":["a","b"],"metadatas":[null]}""")]
    [InlineData("""{"ids":["a"]}""")]
    [InlineData("""{"ids":[null],"metadatas":[null]}""")]
    [InlineData("""{"metadatas":[]}""")]
    [InlineData("{}")]
    public async Task Lists_that_do_not_belong_together_are_no_answer_to_get(string body)
    {
        using var chroma = new ChromaClient(new ChromaOptions { Url = new("http://127.0.0.1:1") }, new Canned(200, body));

        var result = await chroma.GetAsync(Samples.Collection, new ChromaGet());

        Assert.Equal(ChromaFailureKind.Ambiguous, result.Failure?.Kind);
    }

    [Theory]
    [InlineData("""{"ids":[["a"]],"distances":[[]]}""")]
    [InlineData("""{"ids":[["a"],["b"]],"distances":[[1],[1]]}""")]
    [InlineData("""{"ids":[],"distances":[]}""")]
    [InlineData("""{"ids":[["a"]]}""")]
    public async Task Lists_that_do_not_belong_together_are_no_answer_to_query(string body)
    {
        using var chroma = new ChromaClient(new ChromaOptions { Url = new("http://127.0.0.1:1") }, new Canned(200, body));

        var result = await chroma.QueryAsync(Samples.Collection, new ChromaQuery(new float[] { 1 }, 3));

        Assert.Equal(ChromaFailureKind.Ambiguous, result.Failure?.Kind);
    }

    private static Task<ChromaResult<Confirmed>> Upsert(ChromaClient chroma, CancellationToken cancellation = default) =>
        chroma.UpsertAsync(Samples.Collection, [Samples.Record()], Samples.Limits, cancellation: cancellation);

    // On a kept connection a short time-out cannot pass before the request is on its way.
    private static async Task Connect(ChromaClient chroma)
    {
        var first = await Upsert(chroma);
        Assert.True(first.Succeeded, first.ToString());
    }

    private static ChromaClient Client(Responder server, TimeSpan? timeout = null) =>
        new(new ChromaOptions { Url = server.Url, RequestTimeout = timeout ?? Soon });
}
