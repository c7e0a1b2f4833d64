using Oracle.Testing;

namespace Oracle.Chroma.Tests.RealServers;

/// <summary>Servers of their own, as these are killed, restarted and paused.</summary>
public sealed class OutageTests
{
    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task A_killed_server_is_unavailable_and_takes_writes_again_after_a_restart(ChromaBuild build)
    {
        await using var server = await ChromaServer.StartAsync(build);
        using var chroma = new ChromaClient(new ChromaOptions { Url = server.Url });
        var (id, limits) = await Collection(chroma);
        Assert.True((await chroma.UpsertAsync(id, [Samples.Record("before")], limits)).Succeeded);

        server.Kill();
        var down = await chroma.UpsertAsync(id, [Samples.Record("lost")], limits);
        await server.RestartAsync();
        var up = await chroma.UpsertAsync(id, [Samples.Record("after")], limits);

        Assert.Equal(ChromaFailureKind.Unavailable, down.Failure?.Kind);
        Assert.True(up.Succeeded, up.ToString());
        Assert.Equal(2, (await chroma.CountAsync(id)).Value);
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task A_restart_between_two_writes_goes_unnoticed(ChromaBuild build)
    {
        await using var server = await ChromaServer.StartAsync(build);
        using var chroma = new ChromaClient(new ChromaOptions { Url = server.Url });
        var (id, limits) = await Collection(chroma);
        Assert.True((await chroma.UpsertAsync(id, [Samples.Record("before")], limits)).Succeeded);

        await server.RestartAsync();

        var result = await chroma.UpsertAsync(id, [Samples.Record("after")], limits);
        Assert.True(result.Succeeded, result.ToString());
    }

    [SkippableTheory, MemberData(nameof(ChromaBuilds.All), MemberType = typeof(ChromaBuilds))]
    public async Task A_server_that_hangs_gives_an_ambiguous_time_out_and_is_itself_again_afterwards(ChromaBuild build)
    {
        await using var server = await ChromaServer.StartAsync(build);
        using var patient = new ChromaClient(new ChromaOptions { Url = server.Url });
        using var hasty = new ChromaClient(new ChromaOptions { Url = server.Url, RequestTimeout = TimeSpan.FromSeconds(2) });
        var (id, limits) = await Collection(patient);
        Assert.True((await hasty.CountAsync(id)).Succeeded);

        server.Pause();
        var result = await hasty.UpsertAsync(id, [Samples.Record("a")], limits);
        server.Resume();

        Assert.Equal(ChromaFailureKind.Ambiguous, result.Failure?.Kind);
        Assert.True(result.Failure!.MaybeApplied);
        Assert.True((await patient.UpsertAsync(id, [Samples.Record("b")], limits)).Succeeded);
    }

    private static async Task<(Guid Id, ChromaLimits Limits)> Collection(ChromaClient chroma)
    {
        var collection = await chroma.GetOrCreateCollectionAsync(new CollectionSpec(RealChroma.NewName()));
        return (collection.Value.Id, (await chroma.PreFlightAsync()).Value);
    }
}
