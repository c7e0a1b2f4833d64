using System.Globalization;
using System.Net.Http.Json;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.OracleV2;

/// <summary>The vault of <see cref="V2Host"/> and enough beside it for pages: nobody changes it, so all that is answered can be told beforehand.</summary>
public sealed class V2Library : IAsyncLifetime, IDisposable
{
    /// <summary>Documents of type <c>item</c>, one a file, <c>plain-00</c> on; the first two have a project.</summary>
    public const int Items = 60;

    /// <summary>The concepts of <c>long</c>, which has nothing in common with an item.</summary>
    public const int LongConcepts = 240;

    /// <summary>The text of <c>long</c>.</summary>
    public static readonly string LongText = $"A first line that is by far longer than the eighty characters which a title may have in a list\n{string.Concat(Enumerable.Repeat("lorem ", 200))}";

    private readonly V2Host _v2 = new();

    public RunningOracle Host => _v2.Host;

    public string Vault => _v2.Vault;

    public string DataDir => _v2.DataDir;

    public async Task InitializeAsync()
    {
        await _v2.InitializeAsync();
        var documents = Enumerable.Range(0, Items).Select(i => (object)new
        {
            id = $"plain-{i:00}", content = $"Item {i.ToString(CultureInfo.InvariantCulture)} of the inventory.", type = "item", source_file = $"items/{i:00}.md",
            concepts = new[] { "inventory", i % 2 == 0 ? "even" : "odd" }, project = i switch { 0 => "github.com/own/one", 1 => "github.com/own/two", _ => null },
        }).Append(new { id = "long", content = LongText, type = "essay", source_file = "long.md", concepts = Enumerable.Range(0, LongConcepts).Select(i => $"c{i:000}") });
        using var stored = await Host.Http.PostAsJsonAsync("/api/documents?waitFor=synced", documents);
        Assert.True((int)stored.StatusCode == 200, await stored.Content.ReadAsStringAsync());
    }

    public Task DisposeAsync() => _v2.DisposeAsync();

    public void Dispose() => _v2.Dispose();

    /// <summary>What a request gives, whatever its status.</summary>
    public Task<(int Status, System.Text.Json.JsonElement Body)> GetAsync(string path) => _v2.GetAsync(path);
}

/// <summary>The classes that ask it.</summary>
[CollectionDefinition(Name)]
public sealed class V2LibraryGroup : ICollectionFixture<V2Library>
{
    public const string Name = "Oracle V2's library";
}
