using Oracle.Chaos.Tests.Hosts;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Agreement;

/// <summary>Texts from one template have vectors that are all about as far from each other.</summary>
public sealed class AlikeTextsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory, MemberData(nameof(ChromaBuilds.NativeUnlessLong), MemberType = typeof(ChromaBuilds))]
    public async Task Texts_that_differ_in_a_number_only_are_each_found_by_their_own_vector(ChromaBuild build)
    {
        await using var chroma = await ChromaServer.StartAsync(build);
        await using var host = await OracleInProcess.ServeAsync(_folder["data"], chroma.Url);
        using var ledger = new Ledger(_folder["ledger"]);
        var client = new LedgerClient(ledger, host.Http);

        Assert.True(await client.PostAsync(Enumerable.Range(1, 300).ToDictionary(i => $"d-{i}", i => $"document {i} of a store that agrees")));

        await StoresAgree.WithinAsync(_folder["data"], chroma.Url, ledger: ledger, deadline: TimeSpan.FromSeconds(30));
    }
}
