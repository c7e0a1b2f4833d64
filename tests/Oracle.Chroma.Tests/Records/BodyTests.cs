using System.Buffers.Binary;
using System.Text.Json;
using CsCheck;
using Oracle.Chroma.Tests.Outcomes;

namespace Oracle.Chroma.Tests.Records;

/// <summary>What goes over the wire, byte by byte.</summary>
public sealed class BodyTests : IDisposable
{
    private readonly Canned _server = new(200, "{}");

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Thai_goes_as_it_is_and_nulls_are_written()
    {
        var body = await Upsert(Samples.Limits, Samples.Record("ก", [1, 0], "แกะไฟล์", new() { ["type"] = "note", ["project"] = MetadataValue.Null }));

        Assert.Equal("""{"ids":["ก"],"embeddings":["AACAPwAAAAA="],"documents":["แกะไฟล์"],"metadatas":[{"type":"note","project":null}]}""", body);
    }

    [Fact]
    public async Task Without_base64_at_the_server_vectors_go_as_numbers()
    {
        var body = await Upsert(new ChromaLimits(10, SupportsBase64: false), Samples.Record("a", [1, 0.25f], null));

        Assert.Equal("""{"ids":["a"],"embeddings":[[1,0.25]],"documents":[null],"metadatas":[{}]}""", body);
    }

    [Fact]
    public void Base64_holds_every_component_as_little_endian_float32() =>
        Gen.Float[-1e9f, 1e9f].Array[1, 40].Where(static vector => vector.Any(static x => MathF.Abs(x) > 1e-9f)).Sample(
            vector =>
            {
                var body = Upsert(Samples.Limits, Samples.Record("a", vector)).GetAwaiter().GetResult();
                using var json = JsonDocument.Parse(body);
                var bytes = json.RootElement.GetProperty("embeddings")[0].GetBytesFromBase64();
                return vector.Index().All(one => BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(one.Index * 4)) == one.Item)
                    && bytes.Length == vector.Length * 4;
            },
            iter: 300,
            threads: 1);

    [Fact]
    public void Metadata_values_keep_their_type_over_the_wire()
    {
        var values = Gen.OneOf(
            Gen.String[Gen.Char['\0', '\ud7ff'], 0, 20].Select(static text => (MetadataValue)text),
            Gen.Long.Select(static integer => (MetadataValue)integer),
            Gen.Double.Where(double.IsFinite).Select(static number => (MetadataValue)number),
            Gen.Int.Select(static whole => (MetadataValue)(double)whole),
            Gen.Bool.Select(static truth => (MetadataValue)truth),
            Gen.Const(MetadataValue.Null));
        values.Sample(
            value => JsonSerializer.Deserialize<MetadataValue>(JsonSerializer.Serialize(value)) == value,
            iter: 2_000);
    }

    [Fact]
    public async Task The_token_tenant_database_and_path_of_the_options_are_used()
    {
        var options = new ChromaOptions { Url = new("https://user:secret@chroma.example/behind/"), Tenant = "t 1", Database = "d/1", ApiKey = "token" };
        using var chroma = new ChromaClient(options, _server);

        await chroma.CountAsync(Samples.Collection);

        var request = _server.Sent.Single().Request;
        Assert.Equal($"/behind/api/v2/tenants/t%201/databases/d%2F1/collections/{Samples.Collection}/count", request.RequestUri!.AbsolutePath);
        Assert.Equal("token", request.Headers.GetValues("X-Chroma-Token").Single());
    }

    [Fact]
    public async Task A_message_shows_neither_token_nor_password()
    {
        var options = new ChromaOptions { Url = new("https://user:secret@chroma.example/behind/"), ApiKey = "token" };
        using var chroma = new ChromaClient(options, new Canned(503, ""));

        var failure = (await chroma.CountAsync(Samples.Collection)).Failure!;

        Assert.StartsWith("Chroma at https://chroma.example/behind answered 503 to count", failure.Message);
        Assert.DoesNotContain("secret", failure.Message);
    }

    [Fact]
    public async Task A_condition_is_written_as_Chroma_reads_it()
    {
        using var chroma = Client();
        var where = ChromaWhere.All(
            ChromaWhere.Equal("type", "note"),
            ChromaWhere.Less("generation", 3L),
            ChromaWhere.Any(ChromaWhere.In("project", ["ก", "b"]), ChromaWhere.NotEqual("weight", 2.0)));

        await chroma.GetAsync(Samples.Collection, new ChromaGet { Where = where, Limit = 5, Include = ChromaInclude.None });

        Assert.Equal(
            """{"where":{"$and":[{"type":{"$eq":"note"}},{"generation":{"$lt":3}},{"$or":[{"project":{"$in":["ก","b"]}},{"weight":{"$ne":2.0}}]}]},"limit":5,"include":[]}""",
            _server.Sent.Single().Body);
    }

    private ChromaClient Client() => new(new ChromaOptions { Url = new("http://127.0.0.1:1") }, _server);

    private async Task<string> Upsert(ChromaLimits limits, ChromaRecord record)
    {
        using var chroma = Client();
        Assert.True((await chroma.UpsertAsync(Samples.Collection, [record], limits)).Succeeded);
        return _server.Sent[^1].Body;
    }
}
