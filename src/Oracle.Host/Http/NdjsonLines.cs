using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Oracle.Host.Http.Guarding;

namespace Oracle.Host.Http;

/// <summary>Splits a request body at line feeds without holding more than one line.</summary>
internal static class NdjsonLines
{
    /// <summary>The longest line, in bytes.</summary>
    public const int MaxLineBytes = 64 * 1024 * 1024;

    /// <summary>The lines that are not blank, without their ends.</summary>
    /// <exception cref="BadHttpRequestException">A line is too long (413).</exception>
    /// <exception cref="Application.RequestFailedException">There is no memory for it.</exception>
    public static async IAsyncEnumerable<byte[]> ReadAsync(PipeReader body, BodyMemory.Share memory, [EnumeratorCancellation] CancellationToken cancel)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancel);
            var buffer = read.Buffer;
            try
            {
                memory.Hold(buffer.Length);
                while (TryCut(ref buffer, out var line))
                {
                    if (!IsBlank(line))
                        yield return line;
                }

                if (buffer.Length > MaxLineBytes)
                    throw new BadHttpRequestException("A line is longer than 64 MiB.", StatusCodes.Status413PayloadTooLarge);

                if (read.IsCompleted)
                {
                    var rest = buffer.ToArray();
                    buffer = buffer.Slice(buffer.End);
                    if (!IsBlank(rest))
                        yield return rest;
                    yield break;
                }
            }
            finally
            {
                // What is left is the beginning of a line: looked at, but not used. And whoever stops reading in the middle:
                // a read that is not closed ends the connection, and with it the answer and the client's next request.
                body.AdvanceTo(buffer.Start, buffer.End);
            }
        }
    }

    private static bool TryCut(ref ReadOnlySequence<byte> buffer, out byte[] line)
    {
        line = [];
        if (buffer.PositionOf((byte)'\n') is not { } end)
            return false;
        line = buffer.Slice(0, end).ToArray();
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        return true;
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept(" \t\r"u8) < 0;
}
