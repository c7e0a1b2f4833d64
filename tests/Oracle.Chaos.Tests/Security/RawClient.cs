using System.Net.Sockets;
using System.Text;

namespace Oracle.Chaos.Tests.Security;

/// <summary>An answer as it came.</summary>
public sealed record Answer(int Status, string Head, string Body)
{
    public string? Header(string name) => Head.Split("\r\n").FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)) is { } line
        ? line[(name.Length + 1)..].Trim()
        : null;

    public override string ToString() => $"{Head}\n{Body}";
}

/// <summary>A connection on which anything may be sent.</summary>
public sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public RawClient(Uri address) => _socket.Connect("127.0.0.1", address.Port);

    public async Task WriteAsync(string text) => await _socket.SendAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>All until the server ends the connection; status 0 where it does without a word.</summary>
    public async Task<Answer> ReadAsync()
    {
        using var late = new CancellationTokenSource(Limit);
        var all = new StringBuilder();
        var buffer = new byte[65_536];
        try
        {
            while (await _socket.ReceiveAsync(buffer, late.Token) is > 0 and var count)
                all.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
        catch (SocketException)
        {
            // A server that refuses what is still being sent may reset the connection behind its answer.
        }

        var text = all.ToString();
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            return new Answer(0, text, "");
        var answer = new Answer(int.Parse(text.Split(' ')[1]), text[..end], text[(end + 4)..]);
        return answer.Header("Transfer-Encoding") == "chunked" ? answer with { Body = Joined(answer.Body) } : answer;
    }

    // Every second line is the length of the next one; no answer that is asked for has a line feed in it.
    private static string Joined(string chunks) => string.Concat(chunks.Split("\r\n").Where((_, i) => i % 2 == 1));

    public void Dispose() => _socket.Dispose();
}
