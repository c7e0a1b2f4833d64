using Oracle.Testing;

namespace Oracle.Chaos.Tests.Security;

/// <summary>One host for the tests of a class: on loopback, without a token and without Chroma, in a folder whose name would colour a terminal.</summary>
public sealed class LoopbackHost : IAsyncLifetime, IDisposable
{
    /// <summary>A site that the settings allow.</summary>
    public const string Studio = "https://studio.example";

    private readonly TempFolder _folder = new();

    public OracleProcess Host { get; private set; } = null!;

    public string DataDir => _folder["da\u001b[31mta"];

    public string this[string name] => _folder[name];

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(DataDir);
        // Said in the log, with its path.
        await File.WriteAllTextAsync(Path.Combine(DataDir, "journal.db"), "no journal");
        Host = await OracleProcess.ServeAsync(DataDir, new Uri("http://127.0.0.1:9"), new Dictionary<string, string?>
        {
            ["ORACLE_ALLOWED_ORIGINS"] = $"http://localhost:3000, {Studio}",
            ["Oracle__Http__SearchesAtOnce"] = "1",
        });
        var (status, _) = await Host.PostDocumentsAsync(new { id = "kept", content = "a quokka that stays" });
        Assert.Equal(202, status);
    }

    public async Task DisposeAsync()
    {
        if (Host is not null)
            await Host.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Sends a request as it is written, and gives all of the answer. The server is to end the connection.</summary>
    public async Task<Answer> SendAsync(string request, string headers = "", string body = "")
    {
        using var client = new RawClient(Host.Address);
        var host = headers.Contains("Host:", StringComparison.Ordinal) ? "" : $"Host: {Host.Address.Authority}\r\n";
        await client.WriteAsync($"{request} HTTP/1.1\r\n{host}{headers}Connection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        return await client.ReadAsync();
    }
}
