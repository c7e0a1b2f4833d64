using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Oracle.Embeddings.Hash;

namespace Oracle.Chaos.Tests.Embedders;

/// <summary>What an embedding server does instead of answering.</summary>
internal enum EmbedderFault
{
    None,

    /// <summary>429 with <c>Retry-After: 2</c>.</summary>
    TooManyRequests,

    /// <summary>401, and says which key it was given.</summary>
    Unauthorized,
    Unavailable,
    InternalError,

    /// <summary>Vectors of another length.</summary>
    OtherDimension,

    /// <summary>A vector less than there are texts.</summary>
    OneTooFew,

    /// <summary>200, and no JSON.</summary>
    Garbage,

    /// <summary>The connection ends before there is an answer.</summary>
    Reset,
}

/// <summary>A request for vectors that arrived.</summary>
internal sealed record EmbeddingRequest(DateTimeOffset At, string Model, IReadOnlyList<string> Texts, string Authorization, EmbedderFault Fault);

/// <summary>
/// Speaks Ollama's wire format and OpenAI's, and fails as it is told. Its vectors are those of <c>hash</c> of as many numbers,
/// so that anybody can say which vector a text should have.
/// </summary>
internal sealed class EmbeddingServer : IAsyncDisposable
{
    public const int Dimension = 64;
    public const string Model = "tiny-embedder";

    // What it is made to refuse.
    public const string Poison = "unspeakable";
    public const int MostCharacters = 1_000;

    private readonly HashEmbeddingGenerator _vectors = new(Dimension);
    private readonly HashEmbeddingGenerator _others = new(Dimension / 2);
    private WebApplication _app;
    private int _port;

    private EmbeddingServer(WebApplication app) => _app = app;

    /// <summary>What happens to each request from now on.</summary>
    public volatile Func<EmbedderFault> Next = () => EmbedderFault.None;

    /// <summary>What each request waits for before anything happens to it; null: nothing.</summary>
    public volatile Task? Hang;

    /// <summary>Which texts have to be in it for that.</summary>
    public volatile Func<IReadOnlyList<string>, bool> Hangs = _ => true;

    /// <summary>The key it wants; null: none.</summary>
    public volatile string? Key;

    public ConcurrentQueue<EmbeddingRequest> Requests { get; } = new();

    /// <summary>What the setting for this provider has to be.</summary>
    public string UrlFor(string provider) => $"http://127.0.0.1:{_port}{(provider == "openai" ? "/v1" : "")}";

    /// <summary>Settings of a host that embeds by it.</summary>
    public Dictionary<string, string?> Settings(string provider) => new(StringComparer.Ordinal)
    {
        ["ORACLE_EMBEDDING_PROVIDER"] = provider, ["ORACLE_EMBEDDING_MODEL"] = Model, ["ORACLE_EMBEDDING_URL"] = UrlFor(provider),
    };

    public static async Task<EmbeddingServer> StartAsync()
    {
        var server = new EmbeddingServer(null!);
        await server.ListenAsync();
        return server;
    }

    /// <summary>Does not listen any more.</summary>
    public async Task StopAsync() => await _app.DisposeAsync();

    /// <summary>Listens on the port it had.</summary>
    public async Task ListenAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{_port}");
        _app = builder.Build();
        _app.Run(AnswerAsync);
        await _app.StartAsync();
        _port = new Uri(_app.Urls.Single()).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _vectors.Dispose();
        _others.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var input = body.RootElement.GetProperty("input");
        IReadOnlyList<string> texts = input.ValueKind == JsonValueKind.Array ? [.. input.EnumerateArray().Select(text => text.GetString()!)] : [input.GetString()!];
        var authorization = context.Request.Headers.Authorization.ToString();
        var fault = Key is { } key && authorization != $"Bearer {key}" ? EmbedderFault.Unauthorized : Next();
        Requests.Enqueue(new EmbeddingRequest(DateTimeOffset.UtcNow, body.RootElement.GetProperty("model").GetString()!, texts, authorization, fault));
        if (Hang is { } hanging && Hangs(texts))
            await hanging.WaitAsync(context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        switch (fault)
        {
            case EmbedderFault.TooManyRequests:
                context.Response.Headers.RetryAfter = "2";
                await RefuseAsync(context, 429, "slow down");
                return;
            case EmbedderFault.Unauthorized:
                await RefuseAsync(context, 401, $"Incorrect API key provided: {authorization.Split(' ')[^1]}");
                return;
            case EmbedderFault.Unavailable:
                await RefuseAsync(context, 503, "no model is loaded");
                return;
            case EmbedderFault.InternalError:
                await RefuseAsync(context, 500, "something is broken");
                return;
            case EmbedderFault.Garbage:
                await context.Response.WriteAsync("<html>");
                return;
            case EmbedderFault.Reset:
                context.Abort();
                return;
            default:
                break;
        }

        if (texts.Any(text => text.Contains(Poison, StringComparison.Ordinal)))
            await RefuseAsync(context, 400, "this text is not for me");
        else if (texts.Any(text => text.Length > MostCharacters))
            await RefuseAsync(context, 400, "the input length exceeds the context length");
        else
            await EmbedAsync(context, fault == EmbedderFault.OneTooFew ? [.. texts.Skip(1)] : texts, fault == EmbedderFault.OtherDimension ? _others : _vectors, body.RootElement);
    }

    private static async Task EmbedAsync(HttpContext context, IReadOnlyList<string> texts, HashEmbeddingGenerator generator, JsonElement request)
    {
        var vectors = (await generator.GenerateAsync(texts)).Select(embedding => embedding.Vector).ToList();
        if (context.Request.Path == "/api/embed")
        {
            await context.Response.WriteAsJsonAsync(new { model = Model, embeddings = vectors.Select(vector => vector.ToArray()) });
            return;
        }

        var isBase64 = request.TryGetProperty("encoding_format", out var format) && format.GetString() == "base64";
        await context.Response.WriteAsJsonAsync(new
        {
            @object = "list",
            model = Model,
            data = vectors.Select((vector, index) => new
            {
                @object = "embedding",
                index,
                embedding = isBase64 ? (object)Convert.ToBase64String(MemoryMarshal.AsBytes(vector.Span)) : vector.ToArray(),
            }),
            usage = new { prompt_tokens = 1, total_tokens = 1 },
        });
    }

    private static async Task RefuseAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(context.Request.Path == "/api/embed" ? (object)new { error = reason } : new { error = new { message = reason, type = "error" } });
    }
}
