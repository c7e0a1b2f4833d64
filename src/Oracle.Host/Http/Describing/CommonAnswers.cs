using Microsoft.AspNetCore.Authorization;

namespace Oracle.Host.Http.Describing;

/// <summary>What endpoints answer by what stands before them: the guard, the reading of parameters and bodies, the end of the host.</summary>
internal static class CommonAnswers
{
    /// <summary>All answers of an endpoint; its own words come first.</summary>
    /// <param name="method">Such as <c>GET</c>.</param>
    /// <param name="metadata">The endpoint's.</param>
    /// <param name="operation">What is said of it.</param>
    public static IEnumerable<Answer> With(string method, IEnumerable<object> metadata, Operation operation) =>
        operation.Answers.Concat(Of(method, metadata, operation)).DistinctBy(answer => answer.Status);

    private static IEnumerable<Answer> Of(string method, IEnumerable<object> metadata, Operation operation)
    {
        if (operation.Parameters.Count > 0 || operation.Body is not null)
            yield return Answer.Problem(StatusCodes.Status400BadRequest, "What was sent is wrong; the text names the parameter or field, and what is allowed.");
        if (!metadata.OfType<IAllowAnonymous>().Any())
        {
            yield return Answer.Problem(StatusCodes.Status401Unauthorized, "The host has a token (`ORACLE_TOKEN`), and the request does not carry it.");
            yield return Answer.Problem(StatusCodes.Status429TooManyRequests, "Too many requests, or too much at once. `Retry-After` says in how many seconds to try again.");
        }

        yield return Answer.Problem(StatusCodes.Status403Forbidden, "`Host` or `Origin` is not this server's: a page of another site asks.");
        if (operation.Body is not null)
        {
            yield return Answer.Problem(StatusCodes.Status408RequestTimeout, "The body did not end within five minutes.");
            yield return Answer.Problem(StatusCodes.Status413PayloadTooLarge, "The body is larger than the endpoint takes.");
        }

        if (HttpMethods.IsPost(method) || HttpMethods.IsPatch(method))
            yield return Answer.Problem(StatusCodes.Status415UnsupportedMediaType, "`Content-Type` is none that is taken; it is needed without a body as well.");
        yield return Answer.Problem(StatusCodes.Status503ServiceUnavailable, "The host is shutting down, or what it needs does not answer; the text says which. Nothing was done.");
    }
}
