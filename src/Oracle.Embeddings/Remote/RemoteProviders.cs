using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.Http.Headers;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Embeddings;

namespace Oracle.Embeddings.Remote;

/// <summary>Opens models behind a server of either wire format.</summary>
internal static class RemoteProviders
{
    /// <summary>Ollama's (https://docs.ollama.com/api, "Generate embeddings").</summary>
    public const string Ollama = "ollama";

    /// <summary>OpenAI's (https://platform.openai.com/docs/api-reference/embeddings), which many other servers speak.</summary>
    public const string OpenAi = "openai";

    private static readonly Uri OllamaUrl = new("http://127.0.0.1:11434/");
    private static readonly Uri OpenAiUrl = new("https://api.openai.com/v1/");

    /// <summary>Opens a model of an Ollama server; without a name <c>nomic-embed-text</c>.</summary>
    public static RemoteEmbeddingGenerator OpenOllama(string? name, EmbedderOptions options)
    {
        var model = RemoteModel.Read(Ollama, options.Url ?? OllamaUrl, string.IsNullOrEmpty(name) ? "nomic-embed-text" : name, options);
        var http = Client(model.Server, options.ApiKey);
        if (options.ApiKey is { } key)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return new RemoteEmbeddingGenerator(new OllamaGenerator(http, model.Name), http, model);
    }

    /// <summary>Opens a model of a server that speaks OpenAI's format; without a name <c>text-embedding-3-small</c>.</summary>
    public static RemoteEmbeddingGenerator OpenOpenAi(string? name, EmbedderOptions options)
    {
        var model = RemoteModel.Read(OpenAi, options.Url ?? OpenAiUrl, string.IsNullOrEmpty(name) ? "text-embedding-3-small" : name, options);
        var http = Client(model.Server, options.ApiKey);
        var client = new EmbeddingClient(
            model.Name,
            // The client wants one; a server without keys looks at none.
            new ApiKeyCredential(options.ApiKey ?? "none"),
            new OpenAIClientOptions
            {
                Endpoint = model.Server,
                Transport = new HttpClientPipelineTransport(http),
                // There is one layer that tries again, and it is not this one. Who asks says how long to wait.
                RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
                NetworkTimeout = Timeout.InfiniteTimeSpan,
            });
        return new RemoteEmbeddingGenerator(client.AsIEmbeddingGenerator(), http, model);
    }

    private static HttpClient Client(Uri url, string? key) => new(new AnswerCheck(url, key, TimeProvider.System)
    {
        InnerHandler = new SocketsHttpHandler { UseProxy = !url.IsLoopback, ConnectTimeout = TimeSpan.FromSeconds(10), PooledConnectionLifetime = TimeSpan.FromMinutes(10) },
    })
    {
        BaseAddress = url.AbsoluteUri.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/"),
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
