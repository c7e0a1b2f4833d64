using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Oracle.Documents;
using Oracle.Host.Indexing;

namespace Oracle.Host.Http;

/// <summary>Errors as problem details (RFC 9457). No input gets a 500.</summary>
internal static class Problems
{
    public static ProblemHttpResult BadField(string field, string detail) => Of(StatusCodes.Status400BadRequest, $"{field}: {detail}");

    public static ProblemHttpResult Of(int status, string detail) => TypedResults.Problem(detail, statusCode: status);

    /// <summary>Gives every error of the pipeline a body that says what is wrong.</summary>
    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = async context =>
            {
                var (status, detail) = Explain(context.Features.Get<IExceptionHandlerFeature>()?.Error);
                await TypedResults.Problem(detail, statusCode: status).ExecuteAsync(context);
            },
            // A client's mistake is the client's to read about; only the unknown is worth a trace in the log.
            SuppressDiagnosticsCallback = context => Explain(context.Exception).Status != StatusCodes.Status500InternalServerError,
        });
        app.UseStatusCodePages(async pages => await TypedResults.Problem(
            statusCode: pages.HttpContext.Response.StatusCode, detail: Explain(pages.HttpContext)).ExecuteAsync(pages.HttpContext));
    }

    private static (int Status, string Detail) Explain(Exception? failure) => failure switch
    {
        BadHttpRequestException bad => (bad.StatusCode, bad.Message),
        StoreUnavailableException or IndexingRefusedException => (StatusCodes.Status503ServiceUnavailable, failure.Message),
        Akka.Actor.AskTimeoutException => (StatusCodes.Status503ServiceUnavailable, "The host is busy or shutting down; try again."),
        OperationCanceledException => (StatusCodes.Status503ServiceUnavailable, "The request was ended before it was done."),
        _ => (StatusCodes.Status500InternalServerError, "Something went wrong that the host does not know; its log says more."),
    };

    private static string? Explain(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => $"There is nothing at {context.Request.Path}.",
        StatusCodes.Status405MethodNotAllowed => $"{context.Request.Method} is not allowed at {context.Request.Path}.",
        _ => null,
    };
}
