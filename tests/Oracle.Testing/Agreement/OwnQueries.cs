using System.Net.Http.Json;
using System.Text.Json;

namespace Oracle.Testing;

/// <summary>Asks Chroma for records by their own vectors. <c>get</c> and <c>count</c> return records that no query finds.</summary>
public static class OwnQueries
{
    private const int PerRequest = 50;
    private const int Nearest = 10;
    private const int ManyTied = 500;
    private const double Tie = 1e-5;
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    /// <summary>Records that their own vector does not find first, those as near as the first one aside.</summary>
    public static async Task<IReadOnlyList<string>> DifferencesAsync(
        Uri chroma, Guid collection, IReadOnlyList<(string Id, ReadOnlyMemory<float> Vector)> records)
    {
        var lost = new List<string>();
        foreach (var chunk in records.Chunk(PerRequest))
        {
            var answers = await AskAsync(chroma, collection, chunk.Select(record => record.Vector), Nearest);
            foreach (var (record, hits) in chunk.Zip(answers))
            {
                // More equals than were asked for: the record may stand behind them.
                var all = hits.Count == Nearest && hits[^1].Distance <= hits[0].Distance + Tie && !Holds(hits, record.Id)
                    ? (await AskAsync(chroma, collection, [record.Vector], ManyTied))[0]
                    : hits;
                if (!Holds(all, record.Id))
                    lost.Add($"{record.Id}: its own vector finds {(all.Count == 0 ? "nothing" : $"{all[0].Id} at {all[0].Distance:g3}")}");
            }
        }

        return lost;
    }

    private static bool Holds(IReadOnlyList<(string Id, double Distance)> hits, string id) =>
        hits.Any(hit => hit.Id == id && hit.Distance <= hits[0].Distance + Tie);

    // The product's client asks for one vector at a time; a thousand of those take a while.
    private static async Task<IReadOnlyList<IReadOnlyList<(string Id, double Distance)>>> AskAsync(
        Uri chroma, Guid collection, IEnumerable<ReadOnlyMemory<float>> vectors, int count)
    {
        var path = $"/api/v2/tenants/default_tenant/databases/default_database/collections/{collection}/query";
        using var response = await Http.PostAsJsonAsync(
            new Uri(chroma, path), new { query_embeddings = vectors.Select(vector => vector.ToArray()), n_results = count, include = new[] { "distances" } });
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"query answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return [.. answer.GetProperty("ids").EnumerateArray().Zip(answer.GetProperty("distances").EnumerateArray(), Hits)];
    }

    private static IReadOnlyList<(string Id, double Distance)> Hits(JsonElement ids, JsonElement distances) =>
        [.. ids.EnumerateArray().Zip(distances.EnumerateArray(), (id, distance) =>
            (id.GetString()!, distance.ValueKind == JsonValueKind.Number ? distance.GetDouble() : double.MaxValue))];
}
