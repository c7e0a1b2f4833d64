using System.Text.Json;
using Oracle.Actors.Ports;
using Oracle.Api.Documents;
using Oracle.Documents;

namespace Oracle.Application.Storing;

/// <summary>What became of posted documents; the three add up to what was posted.</summary>
/// <param name="keepAll">Whether every revision is kept, for somebody waits for them.</param>
public sealed class IntakeResult(bool keepAll)
{
    // A body of a million lines must not give an answer of a million lines.
    private const int MaxRevisions = 1_000;

    private readonly Dictionary<string, long> _revisions = new(StringComparer.Ordinal);

    /// <summary>New revisions.</summary>
    public int Accepted { get; private set; }

    /// <summary>As they were already.</summary>
    public int Unchanged { get; private set; }

    /// <summary>What breaks a rule.</summary>
    public IList<RejectedDocument> Rejected { get; } = new List<RejectedDocument>();

    /// <summary>What is answered.</summary>
    public IReadOnlyDictionary<string, long>? Revisions => Posted > MaxRevisions ? null : _revisions;

    /// <summary>What is waited for.</summary>
    public IReadOnlyDictionary<string, long> AllRevisions => _revisions;

    /// <summary>All of them.</summary>
    public int Posted => Accepted + Unchanged + Rejected.Count;

    internal void Add(AcceptResult result)
    {
        Accepted += result.Accepted.Count;
        Unchanged += result.Unchanged.Count;
        if (Posted > MaxRevisions && !keepAll)
            _revisions.Clear();
        else
            foreach (var (id, revision) in result.Revisions)
                _revisions[id] = revision;
    }
}

/// <summary>Takes posted documents to DocumentIndexer, in pieces of bounded size.</summary>
public sealed class DocumentIntake(IDocumentWriter writer, IntakeLimit limit)
{
    private const int PieceDocuments = 500;
    private const long PieceBytes = 4 * 1024 * 1024;

    // Each is answered with its reason; a stream of rubbish that never ends must not fill memory with reasons.
    private const int MostRejected = 10_000;

    /// <summary>Takes an array, or one document.</summary>
    /// <exception cref="StoreUnavailableException">Nothing of it was stored.</exception>
    public async Task<IntakeResult> TakeAsync(JsonElement body, long bytes, bool isWaitedFor, CancellationToken cancel)
    {
        using var room = await limit.EnterAsync(bytes, cancel);
        var elements = body.ValueKind == JsonValueKind.Array ? body.EnumerateArray().ToList() : [body];
        if (isWaitedFor && elements.Count > SyncedWait.MaxDocuments)
            throw TooManyToWaitFor("nothing was stored");
        var result = new IntakeResult(isWaitedFor);
        var drafts = new List<DocumentDraft>();
        for (var i = 0; i < elements.Count; i++)
            Sort(DocumentReader.Read(elements[i]), i, drafts, result, "nothing was stored");
        await StoreAsync(drafts, result);
        return result;
    }

    /// <summary>Takes a stream of lines, each a document. Pieces that were stored stay, whatever comes later.</summary>
    /// <exception cref="StoreUnavailableException">The piece at hand was not stored.</exception>
    public async Task<IntakeResult> TakeAsync(IAsyncEnumerable<byte[]> lines, bool isWaitedFor, CancellationToken cancel)
    {
        var result = new IntakeResult(isWaitedFor);
        var piece = new List<DocumentDraft>();
        var (index, bytes) = (0, 0L);
        await foreach (var line in lines.WithCancellation(cancel))
        {
            if (isWaitedFor && index == SyncedWait.MaxDocuments)
                throw TooManyToWaitFor($"the first {result.Posted} lines were stored");
            Sort(Parse(line), index++, piece, result, "what was stored of it stays");
            bytes += line.Length;
            if (piece.Count < PieceDocuments && bytes < PieceBytes)
                continue;
            await StorePieceAsync(piece, bytes, result, cancel);
            bytes = 0;
        }

        await StorePieceAsync(piece, bytes, result, cancel);
        return result;
    }

    private static RequestFailedException TooManyToWaitFor(string stored) =>
        RequestFailedException.BadInput($"waitFor: at most {SyncedWait.MaxDocuments} documents of one request can be waited for; {stored}");

    private static ReadDraft Parse(byte[] line)
    {
        try
        {
            // Some programs begin a file with a byte order mark.
            using var document = JsonDocument.Parse(line.AsMemory(line.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0));
            return DocumentReader.Read(document.RootElement);
        }
        catch (JsonException e)
        {
            return ReadDraft.Wrong($"is not JSON: {e.Message}");
        }
    }

    private static void Sort(ReadDraft read, int index, List<DocumentDraft> good, IntakeResult result, string stored)
    {
        if (read.Draft is { } draft)
            good.Add(draft);
        else if (result.Rejected.Count == MostRejected)
            throw RequestFailedException.BadInput($"More than {MostRejected} of the documents are wrong, the last one, {index}: {read.Error}; {stored}");
        else
            result.Rejected.Add(new RejectedDocument(index, read.Error!, read.Id));
    }

    private async Task StorePieceAsync(List<DocumentDraft> piece, long bytes, IntakeResult result, CancellationToken cancel)
    {
        using var room = await limit.EnterAsync(bytes, cancel);
        await StoreAsync(piece, result);
        piece.Clear();
    }

    private async Task StoreAsync(IReadOnlyList<DocumentDraft> drafts, IntakeResult result)
    {
        if (drafts.Count == 0)
            return;
        result.Add(await writer.StoreAsync([.. drafts]));
    }
}
