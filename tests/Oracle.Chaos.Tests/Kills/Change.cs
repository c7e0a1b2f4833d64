using Oracle.Testing;
using Oracle.Testing.Faults;

namespace Oracle.Chaos.Tests.Kills;

/// <summary>What is on its way to Chroma when the host is killed: many new documents, or one deletion.</summary>
internal sealed record Change(World World, Endpoint Way, int Round)
{
    private const int Documents = 200;
    private const string Deleted = "d-7";

    private string Added => $"new-{Round}";

    /// <summary>Returns when it is acknowledged.</summary>
    public async Task MakeAsync() =>
        Assert.True(Way == Endpoint.Delete ? await World.Client.DeleteAsync(Deleted) : await World.Client.PostAsync(Many(Added, Round)));

    /// <summary>Whether this request carries it: the host also writes records anew that no query found.</summary>
    public bool IsIn(ProxiedRequest request) => request.Text.Contains(Way == Endpoint.Delete ? $"\"{Deleted}\"" : $"\"{Added}-1\"", StringComparison.Ordinal);

    public async Task<bool> IsInChromaAsync()
    {
        var records = await BothStores.RecordsAsync(World.Chroma!.Url, World.Collection);
        return Way == Endpoint.Delete ? !records.ContainsKey(Deleted) : records.ContainsKey($"{Added}-1");
    }

    public bool IsSettled => BothStores.Query(World.DataDir, Way == Endpoint.Delete
        ? $"select 1 where not exists (select 1 from oracle_documents where id = '{Deleted}')"
        : $"select 1 from oracle_documents where id = '{Added}-1' and sync_status = 'synced'").Count == 1;

    /// <summary>A batch's worth of texts.</summary>
    public static Dictionary<string, string> Many(string name, int version) =>
        Enumerable.Range(1, Documents).ToDictionary(i => $"{name}-{i}", i => Texts.Of($"{name}-{i}", version));
}
