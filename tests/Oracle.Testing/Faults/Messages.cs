using System.Text;

namespace Oracle.Testing.Faults;

/// <summary>One request as it came off the wire.</summary>
/// <param name="Number">Counts from 1 in the order of arrival.</param>
/// <param name="Method">GET, POST, …</param>
/// <param name="Path">As it stood in the request line, query included.</param>
/// <param name="Body">Without the framing of a chunked one.</param>
/// <param name="Raw">Head and body, byte for byte.</param>
public sealed record ProxiedRequest(long Number, string Method, string Path, byte[] Body, byte[] Raw)
{
    /// <summary>Which call it is.</summary>
    public Endpoint Endpoint { get; } = Endpoints.Of(Method, Path);

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>One answer of the server.</summary>
/// <param name="Status">200, …</param>
/// <param name="ContentType">Null when it named none.</param>
/// <param name="Body">Without the framing of a chunked one.</param>
/// <param name="Raw">Head and body, byte for byte.</param>
/// <param name="IsLast">The server closes the connection after it.</param>
public sealed record ProxiedResponse(int Status, string? ContentType, byte[] Body, byte[] Raw, bool IsLast)
{
    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>What became of a request. Written once the server has answered it, or when it is clear that it will not be sent now.</summary>
/// <param name="Number">Counts from 1 in the order of arrival.</param>
/// <param name="Endpoint">Which call.</param>
/// <param name="Method">GET, POST, …</param>
/// <param name="Path">As it stood in the request line.</param>
/// <param name="Fault">What it met; null when it was passed on as it was.</param>
/// <param name="ServerStatus">What the server answered; null when it was not asked, or did not answer.</param>
/// <param name="At">When it was written, by the clock of the machine, in UTC.</param>
public sealed record ProxyRecord(
    long Number, Endpoint Endpoint, string Method, string Path, FaultKind? Fault, int? ServerStatus, DateTimeOffset At)
{
    public override string ToString() =>
        $"{At:HH:mm:ss.fff} {Number} {Method} {Path.Split("/collections/")[^1]}: {Fault?.ToString() ?? "passed on"}, {ServerStatus?.ToString() ?? "no answer"}";
}
