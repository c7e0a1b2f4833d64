using System.Net.Http.Headers;
using System.Text;

namespace Oracle.Chaos.Tests.Describing;

/// <summary>A request, and the status that it is to get.</summary>
/// <param name="Operation">Method and path as the document has them.</param>
/// <param name="Status">The status.</param>
/// <param name="Target">What is asked for; null: the operation's path.</param>
/// <param name="Body">What is sent; null: nothing.</param>
/// <param name="ContentType">What it is sent as.</param>
internal sealed record Call(string Operation, int Status, string? Target = null, string? Body = null, string ContentType = "application/json")
{
    /// <summary>A header beside.</summary>
    public (string Name, string Value)? Header { get; init; }

    /// <summary>Whether somebody else than the host's user asks.</summary>
    public bool IsStrangers { get; init; }

    /// <summary>Whether it is to be done.</summary>
    public bool IsGood => Status < 300;

    /// <summary>What a page of another site would send.</summary>
    public static Call OfAnotherSite(string operation) => new(operation, 403) { Header = ("Origin", "https://evil.example") };

    public HttpRequestMessage Request()
    {
        var parts = Operation.Split(' ');
        var request = new HttpRequestMessage(new HttpMethod(parts[0]), Target ?? parts[1]);
        if (parts[0] is "POST" or "PATCH")
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body ?? ""));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(ContentType);
        }

        if (Header is { } header)
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        return request;
    }

    public override string ToString() => $"{Operation} as {Target ?? "it stands"} {Header} with {Body ?? "no body"}";
}
