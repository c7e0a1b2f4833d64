using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Oracle.Api;
using Oracle.Api.Indexing;
using Oracle.Host.Http;

namespace Oracle.Host.Tests.Http;

public sealed class IndexLinesTests
{
    [Fact]
    public async Task Whatever_ends_a_run_the_last_line_says_why()
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = body } };

        await new IndexLines(context, NullLogger.Instance).RunAsync((_, _) => throw new InvalidOperationException("a rule nobody thought of"));

        var last = System.Text.Encoding.UTF8.GetString(body.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.Equal("a rule nobody thought of (InvalidOperationException)", Assert.IsType<IndexEvent.Failed>(JsonSerializer.Deserialize<IndexEvent>(last, ApiJson.Options)).Error);
    }
}
