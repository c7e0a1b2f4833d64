using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Oracle.Actors.Ports;
using Oracle.Application;
using Oracle.Documents;

namespace Oracle.Host.Http;

/// <summary>Errors as problem details (RFC 9457). No input gets a 500.</summary>
internal static class Problems
{
    // Whoever is told to come back later is told when.
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public static ProblemHttpResult Of(int status, string? detail, IReadOnlyDictionary<string, object?>? fields = null) =>
        TypedResults.Problem(detail, statusCode: status, extensions: [
            // Oracle V2's clients read this one.
            new KeyValuePair<string, object?>("error", detail ?? "The request failed."),
            .. (fields ?? new Dictionary<string, object?>(StringComparer.Ordinal)).Where(field => field.Key != "error"),
        ]);

    /// <summary>Gives every error of the pipeline a body that says what is wrong.</summary>
    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = async context =>
            {
                var problem = Explain(context.Features.Get<IExceptionHandlerFeature>()?.Error);
                if (problem.StatusCode == StatusCodes.Status429TooManyRequests)
                    context.Response.Headers.RetryAfter = RetryAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture);
                await problem.ExecuteAsync(context);
            },
            // A client's mistake is the client's to read about; only the unknown is worth a trace in the log.
            SuppressDiagnosticsCallback = context => Explain(context.Exception).StatusCode != StatusCodes.Status500InternalServerError,
        });
        app.UseStatusCodePages(async pages => await Of(pages.HttpContext.Response.StatusCode, Explain(pages.HttpContext)).ExecuteAsync(pages.HttpContext));
    }

    private static ProblemHttpResult Explain(Exception? failure) => failure switch
    {
        RequestFailedException failed => Of(StatusOf(failed.Kind), failed.Message, failed.Fields),
        // The server's own words name a number of bytes and not what sets it.
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } large when large.Message.StartsWith("Request body too large", StringComparison.Ordinal) =>
            Of(large.StatusCode, $"{large.Message} Documents may have 64 MiB, all else what Oracle:Http:BodyBytes says."),
        BadHttpRequestException bad => Of(bad.StatusCode, bad.Message),
        AlreadyRunningException running => Of(StatusCodes.Status409Conflict, running.Message),
        StoreUnavailableException or NotAnsweringException => Of(StatusCodes.Status503ServiceUnavailable, failure.Message),
        Akka.Actor.AskTimeoutException => Of(StatusCodes.Status503ServiceUnavailable, "The host is busy or shutting down; try again."),
        OperationCanceledException => Of(StatusCodes.Status503ServiceUnavailable, "The request was ended before it was done."),
        _ => Of(StatusCodes.Status500InternalServerError, "Something went wrong that the host does not know; its log says more."),
    };

    private static int StatusOf(FailureKind kind) => kind switch
    {
        FailureKind.BadInput => StatusCodes.Status400BadRequest,
        FailureKind.NotFound => StatusCodes.Status404NotFound,
        FailureKind.Conflict => StatusCodes.Status409Conflict,
        FailureKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        FailureKind.TooMuch => StatusCodes.Status429TooManyRequests,
        FailureKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => throw new InvalidOperationException($"unknown kind {kind}"),
    };

    private static string Explain(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => $"There is nothing at {context.Request.Path}.",
        StatusCodes.Status405MethodNotAllowed => $"{context.Request.Method} is not allowed at {context.Request.Path}.",
        StatusCodes.Status415UnsupportedMediaType => "Content-Type: expected application/json.",
        var status => Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase ? $"{phrase}." : $"The request failed with status {status}.",
    };
}
