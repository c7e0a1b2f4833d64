using Oracle.Api;

namespace Oracle.Host.Http.Describing;

/// <summary>
/// What an endpoint does, for people and programs that read <c>/openapi/v1.json</c>. It stands beside the endpoint; what every endpoint
/// has in common is <see cref="CommonAnswers"/>, and what fields mean is said by the records themselves.
/// </summary>
/// <param name="Summary">A few words.</param>
/// <param name="Text">What it does and what to know of it.</param>
internal sealed record Operation(string Summary, string Text)
{
    /// <summary>Of the path and the query.</summary>
    public IReadOnlyList<Parameter> Parameters { get; init; } = [];

    /// <summary>What is sent; null: nothing.</summary>
    public Body? Body { get; init; }

    /// <summary>What it answers beside what all do. An answer that the handler's own type names needs no type here.</summary>
    public IReadOnlyList<Answer> Answers { get; init; } = [];
}

/// <summary>A parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">What it says.</param>
/// <param name="Type">What it is read as.</param>
internal sealed record Parameter(string Name, string Text, Type Type)
{
    /// <summary>Whether it has to be given.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether it is a part of the path.</summary>
    public bool IsInPath { get; init; }

    /// <summary>What it is where it is not given; null: nothing is said of it.</summary>
    public object? Standard { get; init; }

    /// <summary>A text of the query.</summary>
    public static Parameter Of(string name, string text) => new(name, text, typeof(string));

    /// <summary>A text of the query that has to be given.</summary>
    public static Parameter Needed(string name, string text) => Of(name, text) with { IsRequired = true };

    /// <summary>A whole number of the query.</summary>
    public static Parameter Number(string name, string text, int standard) => new(name, text, typeof(int)) { Standard = standard };

    /// <summary>An id at the end of the path.</summary>
    public static Parameter Id(string text) => new("id", text, typeof(string)) { IsRequired = true, IsInPath = true };
}

/// <summary>The body of a request.</summary>
/// <param name="Type">Of its JSON.</param>
/// <param name="Text">What it says.</param>
/// <param name="Example">One that is taken.</param>
internal sealed record Body(Type Type, string Text, Func<object> Example)
{
    /// <summary>Whether there may be none.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Whether JSON may also be an array of these.</summary>
    public bool MayBeMany { get; init; }

    /// <summary>What it may be written in.</summary>
    public IReadOnlyList<string> ContentTypes { get; init; } = ["application/json"];
}

/// <summary>An answer.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Text">When it is given.</param>
internal sealed record Answer(int Status, string Text)
{
    /// <summary>Of its body, or of each line of it; null: as the handler's own type says.</summary>
    public Type? Type { get; init; }

    /// <summary>One that is given; null: none is shown.</summary>
    public Func<object>? Example { get; init; }

    /// <summary>What it is written in.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>An error.</summary>
    public static Answer Problem(int status, string text) => Problem<Problem>(status, text);

    /// <summary>An error that tells more than all do.</summary>
    public static Answer Problem<T>(int status, string text) where T : Problem => new(status, text) { Type = typeof(T), ContentType = "application/problem+json" };
}

/// <summary>Puts descriptions beside endpoints.</summary>
internal static class OperationMetadata
{
    /// <summary>Says what an endpoint does.</summary>
    public static T Described<T>(this T endpoint, Operation operation) where T : IEndpointConventionBuilder => endpoint.WithMetadata(operation);
}
