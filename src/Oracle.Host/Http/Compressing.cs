using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace Oracle.Host.Http;

/// <summary>
/// JSON is sent compressed to whoever asks for it. Streams are not: an event or a line is to arrive when it happens, and a compressor
/// would keep it. No answer holds a secret whose length could be guessed from what is beside it (decision 43).
/// </summary>
internal static class Compressing
{
    public static IServiceCollection AddCompressing(this IServiceCollection services) => services
        .AddResponseCompression(options => options.MimeTypes = ["application/json"])
        // Made anew for each answer: time counts for more than the last bytes.
        .Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest)
        .Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);

    public static void UseCompressing(this WebApplication app) => app.UseResponseCompression();
}
