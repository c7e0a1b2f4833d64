using Oracle.Chroma;
using Oracle.Testing;

namespace Oracle.Chaos.Tests.Agreement;

/// <summary>The check itself: it passes stores that agree, and reports each thing that is broken by hand.</summary>
public sealed class StoresAgreeTests(AgreedStores agreed) : IClassFixture<AgreedStores>
{
    [SkippableFact]
    public async Task Stores_that_agree_pass()
    {
        using var stores = await agreed.CopyAsync();

        var found = await stores.CheckAsync();

        Assert.Equal(59, found.Documents);
        Assert.Empty(found.Quarantined);
    }

    [SkippableFact]
    public async Task A_record_that_is_gone_is_reported()
    {
        using var stores = await agreed.CopyAsync();
        Assert.True((await stores.Chroma.DeleteAsync(stores.Id, ["d-7"])).Succeeded);

        Assert.Contains("d-7: is synced and not in Chroma", await stores.ComplaintAsync());
    }

    [SkippableFact]
    public async Task Two_swapped_vectors_are_reported()
    {
        using var stores = await agreed.CopyAsync();
        var (one, other) = (await stores.RecordAsync("d-3"), await stores.RecordAsync("d-4"));
        await stores.WriteAsync(one with { Embedding = other.Embedding }, other with { Embedding = one.Embedding });

        var complaint = await stores.ComplaintAsync();

        Assert.Contains("d-3: its vector is not that of its text", complaint);
        Assert.Contains("d-4: its vector is not that of its text", complaint);
    }

    [SkippableFact]
    public async Task A_record_that_no_query_finds_first_is_reported()
    {
        using var stores = await agreed.CopyAsync();
        var (asked, stranger) = ((await stores.RecordAsync("d-5")).Embedding, (await stores.RecordAsync("d-6")).Embedding);

        Assert.Empty(await OwnQueries.DifferencesAsync(stores.Url, stores.Id, [("d-5", asked), ("d-6", stranger)]));
        var lost = Assert.Single(await OwnQueries.DifferencesAsync(stores.Url, stores.Id, [("d-5", stranger)]));
        Assert.StartsWith("d-5: its own vector finds d-6", lost);
    }

    [SkippableFact]
    public async Task A_record_that_says_another_revision_is_reported()
    {
        using var stores = await agreed.CopyAsync();
        var record = await stores.RecordAsync("d-1");
        var older = new Dictionary<string, MetadataValue>(record.Metadata) { ["revision"] = 1 };
        await stores.WriteAsync(record with { Metadata = older });

        Assert.Contains("d-1: SQLite has (61, ", await stores.ComplaintAsync());
    }

    [SkippableFact]
    public async Task A_record_of_another_hash_is_reported()
    {
        using var stores = await agreed.CopyAsync();
        var record = await stores.RecordAsync("d-8");
        await stores.WriteAsync(record with { Metadata = new Dictionary<string, MetadataValue>(record.Metadata) { ["content_hash"] = "0" } });

        Assert.Contains("d-8: SQLite has", await stores.ComplaintAsync());
    }

    [SkippableFact]
    public async Task A_stranger_in_the_collection_is_reported()
    {
        using var stores = await agreed.CopyAsync();
        await stores.WriteAsync(await stores.RecordAsync("d-9") with { Id = "stranger" });

        Assert.Contains("stranger: is in Chroma only", await stores.ComplaintAsync());
    }

    [SkippableFact]
    public async Task An_acknowledged_document_that_is_lost_is_reported()
    {
        using var stores = await agreed.CopyAsync();
        stores.Sql("delete from oracle_documents where id = 'd-10'");
        Assert.True((await stores.Chroma.DeleteAsync(stores.Id, ["d-10"])).Succeeded);

        Assert.Contains("d-10: revision 10 was acknowledged with 'd-10, version 0", await stores.ComplaintAsync());
    }

    [SkippableFact]
    public async Task An_acknowledged_change_that_went_back_is_reported()
    {
        using var stores = await agreed.CopyAsync();
        stores.Sql("update oracle_documents set content = 'd-1, an older text' where id = 'd-1'");

        Assert.Contains("d-1: revision 61 was acknowledged with 'd-1, version 1", await stores.ComplaintAsync());
    }

    [SkippableFact]
    public async Task A_deleted_document_that_came_back_is_reported()
    {
        using var stores = await agreed.CopyAsync();
        stores.Sql("update oracle_documents set id = 'd-2' where id = 'd-11'");

        Assert.Contains("d-2: revision 62 was acknowledged as a deletion, the store has revision 11", await stores.ComplaintAsync());
    }

    [SkippableFact]
    public async Task A_document_that_is_not_synced_is_reported_and_a_quarantined_one_is_listed()
    {
        using var stores = await agreed.CopyAsync();
        stores.Sql("update oracle_documents set sync_status = 'failed', sync_error = 'too strange' where id = 'd-12'");
        Assert.Contains("d-12: revision 12 is failed", await stores.ComplaintAsync());

        stores.Sql("update oracle_documents set quarantined_at = 1 where id = 'd-12'");
        Assert.Equal(["d-12: too strange"], (await stores.CheckAsync()).Quarantined);
    }

    [SkippableFact]
    public async Task A_tombstone_that_is_left_is_reported()
    {
        using var stores = await agreed.CopyAsync();
        stores.Sql("update oracle_documents set deleted_at = 1, sync_status = 'pending' where id = 'd-13'");

        Assert.Contains("d-13: its tombstone is left, and its record", await stores.ComplaintAsync());
    }

    [SkippableTheory, InlineData("oracle_fts"), InlineData("oracle_fts_trigram")]
    public async Task A_full_text_index_that_lost_a_document_is_reported(string index)
    {
        using var stores = await agreed.CopyAsync();
        stores.Sql(
            $"""
            insert into {index} ({index}, rowid, title, aliases, heading_path, tags, content)
            select 'delete', n, title, aliases, heading_path, tags, content from oracle_indexed where n = (select n from oracle_documents where id = 'd-14')
            """);

        Assert.Contains($"{index}: ", await stores.ComplaintAsync());
    }
}
