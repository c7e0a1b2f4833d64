using Microsoft.Data.Sqlite;
using Oracle.Actors.Auditing;
using Oracle.Actors.Hosting;
using Oracle.Actors.Ports;
using Oracle.Actors.Tests.Worlds;
using Oracle.Embeddings;
using Oracle.Testing;

namespace Oracle.Actors.Tests.Inspecting;

/// <summary>The actors of a host, as it starts them.</summary>
public sealed class HostedStatesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task Each_says_what_it_does_and_persistent_ones_their_sequence_number()
    {
        await using var oracle = await HostedOracle.StartAsync(_folder.Path, _folder["journal.db"]);
        var inspection = new Inspection(oracle.System, new EmbedderLoad(TimeProvider.System));
        await oracle.SweepAsync();
        await oracle.SweepAsync();
        // It would start by itself, but only after a while.
        await oracle.AskAsync<ActorKeys.Auditor, Audit.Status>(Audit.GetStatus.Instance);

        var seen = await Eventually.Get(
            async () => All((await inspection.ReadAsync(TimeSpan.FromSeconds(5))).Actors).ToDictionary(actor => actor.Path, StringComparer.Ordinal),
            static actors => actors.ContainsKey("/user/auditing/supervisor/auditor") && actors["/user/sweeping/supervisor/sweeper"].SequenceNumber == 2 && actors["/user/chroma/sync"].State == "idle");
        Assert.All(seen.Values, actor => Assert.True(actor.Answers, actor.ToString()));
        Assert.All(seen.Values, actor => Assert.Equal(0, actor.Restarts));
        Assert.Contains("next sweep in", seen["/user/sweeping/supervisor/sweeper"].State);
        Assert.Contains("no audit yet", seen["/user/auditing/supervisor/auditor"].State);
        Assert.Equal("watches over sync", seen["/user/chroma"].State);
        Assert.Equal("idle", seen["/user/indexer"].State);
        Assert.Equal(0, seen["/user/auditing/supervisor/auditor"].SequenceNumber);
        Assert.Null(seen["/user/chroma/sync"].SequenceNumber);
    }

    private static IEnumerable<InspectedActor> All(IEnumerable<InspectedActor> actors) => actors.SelectMany(actor => All(actor.Children).Prepend(actor));
}
