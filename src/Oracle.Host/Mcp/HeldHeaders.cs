using Microsoft.AspNetCore.Http.Features;

namespace Oracle.Host.Mcp;

/// <summary>
/// Holds the head of an answer back until something of its body is written. The protocol's library sends the head as soon as a tool
/// is called; a client whose host then ends has half an answer, and the official one waits for the rest until its time is over.
/// Without a head its request fails at once.
/// </summary>
internal static class HeldHeaders
{
    /// <summary>Does so for one answer.</summary>
    public static void Hold(HttpContext context) => context.Features.Set<IHttpResponseBodyFeature>(new Body(context.Features.GetRequiredFeature<IHttpResponseBodyFeature>()));

    private sealed class Body(IHttpResponseBodyFeature inner) : StreamResponseBodyFeature(new Written(inner.Stream), inner)
    {
        // Asked for before there is anything to send.
        public override Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
    }

    private sealed class Written(Stream inner) : Stream
    {
        private bool _isAny;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
            if (_isAny)
                inner.Flush();
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => _isAny ? inner.FlushAsync(cancellationToken) : Task.CompletedTask;

        public override void Write(byte[] buffer, int offset, int count)
        {
            _isAny = true;
            inner.Write(buffer, offset, count);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _isAny = true;
            return inner.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
