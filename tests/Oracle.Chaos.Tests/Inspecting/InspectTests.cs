using System.Net.Http.Json;
using Oracle.Api;
using Oracle.Api.Inspecting;
using Oracle.Chaos.Tests.Hosts;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Inspecting;

/// <summary><c>GET /api/inspect</c> tells what goes on, in time, whatever hangs.</summary>
public sealed class InspectTests(InspectedHost world) : IClassFixture<InspectedHost>, IAsyncLifetime
{
    private const double MostMs = 300;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    // Each test begins and ends in peace.
    public Task InitializeAsync() => PeaceAsync();

    public Task DisposeAsync() => PeaceAsync();

    [SkippableFact]
    public async Task A_sync_under_way()
    {
        world.Chroma.Pause();
        try
        {
            await PostAsync("sync", 120);
            var answer = await SeeAsync("/user/chroma/sync", static actor => actor.State.StartsWith("sending batch ", StringComparison.Ordinal));
            Assert.Matches(@"^sending batch \d+ of \d+ documents?$", Actor(answer, "/user/chroma/sync").State);
            Assert.InRange(answer.Queues.Outbox!.Pending, 1, 120);
            Assert.True(Actor(answer, "/user/chroma/sync").Answers);
        }
        finally
        {
            world.Chroma.Resume();
        }
    }

    [SkippableFact]
    public async Task An_outage_of_Chroma()
    {
        world.Chroma.Kill();
        try
        {
            // Without something to send the silence would be noticed only after a while.
            await PostAsync("outage", 1);
            var answer = await SeeAsync("/user/chroma/sync", static actor => actor.State.StartsWith("circuit open since ", StringComparison.Ordinal));
            Assert.Equal("open", answer.Circuit.State);
            Assert.NotNull(answer.Circuit.Since);
            Assert.NotNull(answer.Circuit.Reason);
            await LookUntilAsync(static answer => answer.Circuit.NextProbe is not null && Actor(answer, "/user/chroma/sync").State.Contains(", next probe in ", StringComparison.Ordinal));

            var command = await OracleInProcess.RunAsync(["inspect", "--data-dir", world.DataDir], world.Chroma.Url);
            Assert.Equal(0, command.ExitCode);
            Assert.Matches(@"(?m)^circuit   open since ", command.Out);
            Assert.Matches(@"(?m)^    sync \(ChromaSyncActor\)", command.Out);
        }
        finally
        {
            await world.Chroma.RestartAsync();
        }
    }

    [SkippableFact]
    public async Task An_embedder_that_hangs()
    {
        var hang = new TaskCompletionSource();
        world.Embedder.Hang = hang.Task;
        try
        {
            await PostAsync("hang", 3);
            var answer = await SeeAsync("/user/chroma/sync", static actor => actor.State.StartsWith("waiting for the embedder, which is at 3 texts for ", StringComparison.Ordinal));
            Assert.Equal(3, answer.Queues.Embedder.UnderWay);
            Assert.NotNull(answer.Queues.Embedder.Since);
            Assert.Equal("closed", answer.Circuit.State);
        }
        finally
        {
            world.Embedder.Hang = null;
            hang.SetResult();
        }

        await LookUntilAsync(static answer => answer.Queues.Embedder is { UnderWay: 0, Since: null });
    }

    [SkippableFact]
    public async Task A_reindex()
    {
        await PostAsync("reindex", 5);
        await PeaceAsync();
        world.Chroma.Pause();
        try
        {
            using var begun = await world.Host.Http.PostAsJsonAsync("/api/reindex", new { });
            Assert.True(begun.IsSuccessStatusCode, await begun.Content.ReadAsStringAsync());
            var answer = await SeeAsync("/user/reindexing/reindexer", static actor => actor.State.StartsWith("re-indexing ", StringComparison.Ordinal));
            Assert.Matches(@"^re-indexing 'oracle_knowledge' in place: 0 of [\d,]+ written", Actor(answer, "/user/reindexing/reindexer").State);
        }
        finally
        {
            world.Chroma.Resume();
        }

        await SeeAsync("/user/reindexing/reindexer", static actor => actor.State.StartsWith("idle; last re-index ended ", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task An_audit()
    {
        const string Auditor = "/user/auditing/supervisor/auditor";
        await PostAsync("audit", 5);
        await PeaceAsync();
        world.Chroma.Pause();
        try
        {
            using var begun = await world.Host.Http.PostAsJsonAsync("/api/audit", new { });
            Assert.True(begun.IsSuccessStatusCode, await begun.Content.ReadAsStringAsync());
            var answer = await SeeAsync(Auditor, static actor => actor.State.StartsWith("auditing: ", StringComparison.Ordinal));
            Assert.Matches(@"^auditing: 0 of [\d,]+ compared", Actor(answer, Auditor).State);
        }
        finally
        {
            world.Chroma.Resume();
        }

        var after = await SeeAsync(Auditor, static actor => actor.State.StartsWith("idle; last audit ended ", StringComparison.Ordinal));
        Assert.Equal(1, Actor(after, Auditor).SequenceNumber);
        Assert.Contains(after.Timers, timer => timer is { Actor: Auditor, Name: "audit due", EverySeconds: null });
    }

    private async Task PostAsync(string prefix, int documents)
    {
        var (status, body) = await world.Host.PostDocumentsAsync(Enumerable.Range(0, documents).Select(i => new { id = $"{prefix}-{i}", content = $"{prefix} is the matter of text {i}" }));
        Assert.True(status == 202, body.ToString());
    }

    // A machine that is busy with other tests may take its time once: an answer in time is waited for as well.
    private Task<InspectAnswer> LookUntilAsync(Func<InspectAnswer, bool> accepted) => Eventually.Get(
        async () => (await world.Host.Http.GetFromJsonAsync<InspectAnswer>("/api/inspect", ApiJson.Options))!, answer => answer.TookMs <= MostMs && accepted(answer), Deadline);

    private Task<InspectAnswer> SeeAsync(string path, Func<ActorBlock, bool> accepted) =>
        LookUntilAsync(answer => All(answer.Actors).FirstOrDefault(actor => actor.Path == path) is { } actor && accepted(actor));

    private Task PeaceAsync() => Eventually.Get(
        () => world.Host.GetAsync("/api/stats"),
        static stats => stats.GetProperty("chroma_status").GetString() == "connected" && stats.GetProperty("sync") is var sync && sync.GetProperty("pending").GetInt64() + sync.GetProperty("failed").GetInt64() == 0,
        Deadline);

    private static ActorBlock Actor(InspectAnswer answer, string path) => All(answer.Actors).Single(actor => actor.Path == path);

    private static IEnumerable<ActorBlock> All(IEnumerable<ActorBlock> actors) => actors.SelectMany(actor => All(actor.Children).Prepend(actor));
}
