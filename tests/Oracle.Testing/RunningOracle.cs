using System.Net.Http.Json;
using System.Text.Json;

namespace Oracle.Testing;

/// <summary>A host that serves, whether in a process of its own or in the test's.</summary>
public abstract class RunningOracle : IAsyncDisposable
{
    /// <summary>Where it answers; set once it is ready.</summary>
    public Uri Address { get; private protected set; } = null!;

    /// <summary>Speaks to the host.</summary>
    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>Whether it has ended, by itself or because it was told to.</summary>
    public abstract bool HasExited { get; }

    /// <summary>What it wrote to standard error so far.</summary>
    public abstract string Error { get; }

    /// <summary>Asks it to stop, as SIGTERM does, and waits for the exit code.</summary>
    public abstract Task<int> StopAsync();

    /// <summary>From now on <see cref="Http"/> asks as the user whose host this is, as the command line does.</summary>
    /// <param name="dataDir">The host's data directory.</param>
    public void AskAsOwner(string dataDir) => Http.DefaultRequestHeaders.Add("X-Oracle-Local", File.ReadAllText(Path.Combine(dataDir, "cli.secret")));

    /// <summary><c>GET</c> of a JSON answer.</summary>
    public async Task<JsonElement> GetAsync(string path) => await Http.GetFromJsonAsync<JsonElement>(path);

    /// <summary><c>POST</c> of documents; the answer with its status.</summary>
    public async Task<(int Status, JsonElement Body)> PostDocumentsAsync(params IEnumerable<object> documents)
    {
        using var response = await Http.PostAsJsonAsync("/api/documents", documents);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>Takes the address out of the line that says it is ready.</summary>
    protected void SetAddress(string output)
    {
        Address = new Uri(output.Split("ready ")[1].Split('\n')[0].Trim());
        Http.BaseAddress = Address;
    }
}
