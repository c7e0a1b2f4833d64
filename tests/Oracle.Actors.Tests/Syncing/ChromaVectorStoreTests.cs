using System.Text;
using Oracle.Actors.Syncing;
using Oracle.Actors.Tests.Fakes;
using Oracle.Chroma;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Tests.Syncing;

/// <summary>What goes to Chroma, and what its answers mean.</summary>
public sealed class ChromaVectorStoreTests
{
    private static readonly Uri Url = new("http://chroma.test:8000");

    [Fact]
    public async Task An_empty_id_does_not_keep_others_from_being_read()
    {
        var (read, sent) = await ReadAsync("""{"ids":["a"],"metadatas":[{"revision":7}]}""", "", "a");
        Assert.Equal(SyncOutcome.Confirmed, read.Outcome);
        Assert.Equal([new RecordState("a", 7, null, null)], read.Value!);
        Assert.Contains("\"ids\":[\"a\"]", Assert.Single(sent));
    }

    [Fact]
    public async Task An_empty_id_alone_is_not_asked_for()
    {
        var (read, sent) = await ReadAsync("{}", "");
        Assert.Equal(SyncOutcome.Confirmed, read.Outcome);
        Assert.Empty(read.Value!);
        Assert.Empty(sent);
    }

    private static async Task<(Measured<IReadOnlyList<RecordState>> Read, IReadOnlyList<string> Sent)> ReadAsync(string answer, params string[] ids)
    {
        using var wire = new Wire(answer);
        using var client = new ChromaClient(new ChromaOptions { Url = Url }, wire);
        var vectors = new ChromaVectorStore(client, () => Url, opening: null!, storeDocuments: true);
        return (await vectors.ReadAsync(FakeChroma.Collection(Guid.NewGuid().ToString()), ids, default), wire.Sent);
    }

    /// <summary>Answers everything alike, and keeps what was asked.</summary>
    private sealed class Wire(string answer) : HttpMessageHandler
    {
        public List<string> Sent { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Sent.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
            return new HttpResponseMessage { Content = new StringContent(answer, Encoding.UTF8, "application/json") };
        }
    }
}
