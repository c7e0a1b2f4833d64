using System.Buffers;
using Oracle.Chroma.Wire;

namespace Oracle.Chroma;

public sealed partial class ChromaClient
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

    /// <summary>The collection of that name, as it is.</summary>
    public async Task<ChromaResult<ChromaCollection>> GetCollectionAsync(string name, CancellationToken cancellation = default)
    {
        if (WrongName(name) is { } wrong)
            return new(wrong);
        var answer = await _http.Get($"{_collections}/{name}", WireJson.Plain.CollectionAnswer, "get collection", cancellation);
        return answer.Then(static found => new ChromaResult<ChromaCollection>(found.ToCollection()));
    }

    /// <summary>All collections of the database, a page at a time, in Chroma's order.</summary>
    public async Task<ChromaResult<IReadOnlyList<ChromaCollection>>> ListCollectionsAsync(
        int limit = 100, int offset = 0, CancellationToken cancellation = default)
    {
        var answer = await _http.Get($"{_collections}?limit={limit}&offset={offset}", WireJson.Plain.ListCollectionAnswer, "list collections", cancellation);
        return answer.Then(static found => new ChromaResult<IReadOnlyList<ChromaCollection>>([.. found.Select(static one => one.ToCollection())]));
    }

    /// <summary>
    /// Makes the collection, or takes the one of that name if it is as wanted. Otherwise nothing is changed and the failure is
    /// a <see cref="ChromaFailureKind.Mismatch"/> that lists the differences.
    /// </summary>
    public async Task<ChromaResult<ChromaCollection>> GetOrCreateCollectionAsync(CollectionSpec wanted, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        if (WrongName(wanted.Name) is { } wrong)
            return new(wrong);
        if (wanted.Metadata is not null && RecordChecks.Metadata(wanted.Metadata) is { } wrongMetadata)
            return new(RecordChecks.Invalid($"collection '{wanted.Name}': {wrongMetadata}"));
        // Chroma refuses metadata that are there, but empty.
        var body = new CreateBody(
            wanted.Name,
            GetOrCreate: true,
            wanted.Metadata is { Count: > 0 } ? wanted.Metadata : null,
            new CreateConfiguration(new CreateHnsw(Spaces.Name(wanted.Space), wanted.Neighbours)));
        var answer = await _http.Post(_collections, body, WireJson.Plain.CreateBody, WireJson.Plain.CollectionAnswer, "create collection", cancellation);
        return answer.Then(found =>
        {
            var collection = found.ToCollection();
            var differences = wanted.DifferencesOf(collection);
            return differences.Count == 0
                ? new ChromaResult<ChromaCollection>(collection)
                : new(new ChromaFailure(
                    ChromaFailureKind.Mismatch,
                    Words.Bounded($"the collection '{wanted.Name}' exists, but {string.Join("; ", differences)}")));
        });
    }

    /// <summary>
    /// Renames a collection, replaces its metadata, or both; null leaves either as it is. Metadata are replaced as a whole:
    /// give every key that is to stay. A taken name is <see cref="ChromaFailureKind.Rejected"/>.
    /// </summary>
    public async Task<ChromaResult<Confirmed>> ModifyCollectionAsync(
        Guid id,
        string? newName = null,
        IReadOnlyDictionary<string, MetadataValue>? newMetadata = null,
        CancellationToken cancellation = default)
    {
        if (newName is not null && WrongName(newName) is { } wrong)
            return new(wrong);
        if (newMetadata is not null && RecordChecks.Metadata(newMetadata) is { } wrongMetadata)
            return new(RecordChecks.Invalid($"collection {id}: {wrongMetadata}"));
        var answer = await _http.Put(
            $"{_collections}/{id}", new ModifyBody(newName, newMetadata), WireJson.Plain.ModifyBody, WireJson.Plain.Acknowledgement, "modify collection", cancellation);
        return Confirm(answer, "modify collection");
    }

    /// <summary>Deletes the collection of that name and all its records.</summary>
    public async Task<ChromaResult<Confirmed>> DeleteCollectionAsync(string name, CancellationToken cancellation = default)
    {
        if (WrongName(name) is { } wrong)
            return new(wrong);
        return Confirm(await _http.Delete($"{_collections}/{name}", WireJson.Plain.Acknowledgement, "delete collection", cancellation), "delete collection");
    }

    private ChromaResult<Confirmed> Confirm(ChromaResult<Acknowledgement> answer, string call) => answer.Then(said => said.Error is null
        ? new ChromaResult<Confirmed>(default(Confirmed))
        : new(_http.Foreign(call, Words.Bounded($"with an error: {said.Error}"))));

    // A name is part of the path: ".." would reach the database itself.
    private static ChromaFailure? WrongName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var legal = name.Length is >= 3 and <= 512
            && !name.AsSpan().ContainsAnyExcept(NameCharacters)
            && char.IsAsciiLetterOrDigit(name[0])
            && char.IsAsciiLetterOrDigit(name[^1]);
        return legal
            ? null
            : RecordChecks.Invalid($"'{name}' cannot name a collection: 3 to 512 characters of a-z, A-Z, 0-9, '.', '_' and '-', beginning and ending with a letter or digit");
    }
}
