using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace Oracle.Testing.Faults;

/// <summary>Takes HTTP/1.1 messages off a connection, one at a time, and keeps every byte of them.</summary>
internal sealed class WireReader(Stream stream)
{
    private const int MaxHead = 64 * 1024;
    private const int MaxBody = 128 * 1024 * 1024;

    private readonly PipeReader _pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));

    /// <summary>The next request; null when the client has closed the connection.</summary>
    public async Task<ProxiedRequest?> RequestAsync(Func<long> number, CancellationToken cancel)
    {
        if (await HeadAsync(cancel) is not { } head)
            return null;
        var words = head.StartLine.Split(' ');
        if (words.Length != 3)
            throw new InvalidDataException($"no request line: {head.StartLine}");
        var (body, raw) = await BodyAsync(head, untilClosed: false, cancel);
        return new ProxiedRequest(number(), words[0], words[1], body, raw);
    }

    /// <summary>The next answer that is no mere "100 Continue".</summary>
    public async Task<ProxiedResponse> ResponseAsync(string method, CancellationToken cancel)
    {
        while (true)
        {
            var head = await HeadAsync(cancel) ?? throw new EndOfStreamException("the server closed the connection without an answer");
            var status = int.Parse(head.StartLine.Split(' ')[1], CultureInfo.InvariantCulture);
            if (status < 200)
                continue;
            var bodiless = method == "HEAD" || status is 204 or 304;
            var (body, raw) = bodiless ? ([], head.Raw) : await BodyAsync(head, untilClosed: head["Content-Length"] is null, cancel);
            var isLast = string.Equals(head["Connection"], "close", StringComparison.OrdinalIgnoreCase)
                || (!bodiless && head["Content-Length"] is null && !head.IsChunked);
            return new ProxiedResponse(status, head["Content-Type"], body, raw, isLast);
        }
    }

    /// <summary>Returns when the other side has closed or reset the connection. What it sends meanwhile is kept.</summary>
    public async Task GoneAsync(CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                var read = await _pipe.ReadAsync(cancel);
                _pipe.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                if (read.IsCompleted)
                    return;
                // A client that says more than may be kept is not worth waiting for.
                if (read.Buffer.Length > MaxHead)
                    return;
            }
        }
        catch (IOException)
        {
            // Reset.
        }
    }

    private async Task<Head?> HeadAsync(CancellationToken cancel)
    {
        if (await UntilAsync("\r\n\r\n"u8.ToArray(), cancel) is not { } raw)
            return null;
        var lines = Encoding.Latin1.GetString(raw).TrimEnd().Split("\r\n");
        var headers = lines.Skip(1).Select(static line => line.Split(':', 2)).Where(static pair => pair.Length == 2)
            .ToLookup(static pair => pair[0].Trim(), static pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase);
        return new Head(lines[0], headers, raw);
    }

    private async Task<(byte[] Body, byte[] Raw)> BodyAsync(Head head, bool untilClosed, CancellationToken cancel)
    {
        if (head.IsChunked)
            return await ChunksAsync(head, cancel);
        var length = head["Content-Length"] is { } given ? int.Parse(given, NumberStyles.None, CultureInfo.InvariantCulture) : 0;
        var body = untilClosed ? await RestAsync(cancel) : await ExactlyAsync(length, cancel);
        return (body, [.. head.Raw, .. body]);
    }

    private async Task<(byte[] Body, byte[] Raw)> ChunksAsync(Head head, CancellationToken cancel)
    {
        var (body, raw) = (new MemoryStream(), new MemoryStream());
        raw.Write(head.Raw);
        while (true)
        {
            var line = await LineAsync();
            var size = int.Parse(Encoding.ASCII.GetString(line).Split(';')[0].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            raw.Write(line);
            if (size == 0)
                break;
            if (body.Length + size > MaxBody)
                throw new InvalidDataException("a chunked body is larger than the proxy takes");
            var chunk = await ExactlyAsync(size + 2, cancel);
            raw.Write(chunk);
            body.Write(chunk.AsSpan(0, size));
        }

        // Trailers, up to an empty line.
        byte[] trailer;
        do
        {
            trailer = await LineAsync();
            raw.Write(trailer);
        }
        while (trailer.Length > 2);
        return (body.ToArray(), raw.ToArray());

        async Task<byte[]> LineAsync() =>
            await UntilAsync("\r\n"u8.ToArray(), cancel) ?? throw new EndOfStreamException("the connection ended within a chunked body");
    }

    // Up to and with the mark; null when the connection ended before the first byte.
    private async Task<byte[]?> UntilAsync(byte[] mark, CancellationToken cancel)
    {
        while (true)
        {
            var read = await _pipe.ReadAsync(cancel);
            var found = new SequenceReader<byte>(read.Buffer);
            if (found.TryReadTo(out ReadOnlySequence<byte> before, mark))
            {
                byte[] taken = [.. before.ToArray(), .. mark];
                _pipe.AdvanceTo(found.Position);
                return taken;
            }
            _pipe.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted && read.Buffer.IsEmpty)
                return null;
            if (read.IsCompleted)
                throw new EndOfStreamException("the connection ended within a message");
            if (read.Buffer.Length > MaxHead)
                throw new InvalidDataException("a head is larger than the proxy takes");
        }
    }

    private async Task<byte[]> ExactlyAsync(int length, CancellationToken cancel)
    {
        if (length == 0)
            return [];
        if (length > MaxBody)
            throw new InvalidDataException("a body is larger than the proxy takes");
        var read = await _pipe.ReadAtLeastAsync(length, cancel);
        if (read.Buffer.Length < length)
            throw new EndOfStreamException("the connection ended within a body");
        var taken = read.Buffer.Slice(0, length);
        var bytes = taken.ToArray();
        _pipe.AdvanceTo(taken.End);
        return bytes;
    }

    private async Task<byte[]> RestAsync(CancellationToken cancel)
    {
        var read = await _pipe.ReadAtLeastAsync(MaxBody, cancel);
        var bytes = read.Buffer.ToArray();
        _pipe.AdvanceTo(read.Buffer.End);
        return bytes;
    }

    private sealed record Head(string StartLine, ILookup<string, string> Headers, byte[] Raw)
    {
        public string? this[string name] => Headers[name].FirstOrDefault();

        public bool IsChunked => this["Transfer-Encoding"]?.EndsWith("chunked", StringComparison.OrdinalIgnoreCase) == true;
    }
}
