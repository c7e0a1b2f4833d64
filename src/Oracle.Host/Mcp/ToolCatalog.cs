using Oracle.Api.Auditing;
using Oracle.Api.Learning;
using Oracle.Api.Reindexing;
using Oracle.Api.Searching;
using Oracle.Application;
using Oracle.Application.Auditing;
using Oracle.Application.Learning;
using Oracle.Application.Listing;
using Oracle.Application.Reindexing;
using Oracle.Application.Searching;
using Oracle.Application.Status;
using Oracle.Application.Storing;
using Oracle.Application.Syncing;
using Oracle.Host.Http;

namespace Oracle.Host.Mcp;

/// <summary>The tools: names, arguments and answers are Oracle V2's where it has them.</summary>
internal sealed class ToolCatalog(
    SearchService search, LearnService learn, ListService lists, ReadService read, SimilarService similar, DocumentService documents, StatsService stats,
    SyncService sync, SyncedWait synced, ReindexService reindex, AuditService audits, TimeProvider clock)
{
    private const int ExcerptLength = 500;
    private const int TitleLength = 80;
    private static readonly TimeSpan EmbeddedWithin = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>All of them, in the order in which they are listed.</summary>
    public IReadOnlyList<OracleTool> Tools =>
    [
        new("oracle_search",
            "Search the notes by words and by meaning. Use it before answering anything the user may have written down. Returns the best hits with an excerpt of up to 500 characters; oracle_read gives a note whole.",
            """
            {"type":"object","required":["query"],"properties":{
             "query":{"type":"string","description":"What to look for, in any language; \"a phrase\" must occur, -\"a phrase\" must not, word* is the beginning of a word. 1 to 4,000 characters."},
             "type":{"type":"string","default":"all","description":"Only notes of this type, such as principle, pattern, learning, retro or note."},
             "limit":{"type":"integer","default":5,"minimum":1,"maximum":100,"description":"How many hits."},
             "offset":{"type":"integer","default":0,"minimum":0,"description":"How many hits to pass over."},
             "mode":{"type":"string","enum":["hybrid","fts","vector"],"default":"hybrid","description":"Words and meaning, words alone, or meaning alone."},
             "project":{"type":"string","description":"Only notes of this project and of none, such as github.com/owner/repository."},
             "cwd":{"type":"string","description":"Taken for older clients and not used."},
             "model":{"type":"string","description":"Taken for older clients and not used."}}}
            """, ToolKind.Reads, SearchAsync) { Searches = true },
        new("oracle_learn",
            "Write down something worth keeping: a pattern, a decision, a lesson. It becomes a note on disk and can be found at once. Answers the note's id and file.",
            """
            {"type":"object","required":["pattern"],"properties":{
             "pattern":{"type":"string","description":"What was learned, in Markdown; its first line becomes the title."},
             "source":{"type":"string","description":"Where from, such as a session or a document."},
             "concepts":{"type":"array","items":{"type":"string"},"description":"What it is about, one word each."},
             "project":{"type":"string","description":"Its project: github.com/owner/repository, owner/repository, or an address."}}}
            """, ToolKind.Writes, LearnAsync),
        new("oracle_list",
            "List notes, the one that was indexed last first, without a query. Answers titles and excerpts of up to 500 characters.",
            """
            {"type":"object","properties":{
             "type":{"type":"string","default":"all","description":"Only notes of this type."},
             "limit":{"type":"integer","default":10,"minimum":1,"maximum":100,"description":"How many."},
             "offset":{"type":"integer","default":0,"minimum":0,"description":"How many to pass over."}}}
            """, ToolKind.Reads, ListAsync),
        new("oracle_stats",
            "How many notes there are, of which types, and whether the search index is in step with them: the sync block counts synced, pending and failed documents.",
            """{"type":"object","properties":{}}""", ToolKind.Reads, StatsAsync),
        new("oracle_concepts",
            "The concepts that most notes have, with counts: what the notes are about.",
            """
            {"type":"object","properties":{
             "limit":{"type":"integer","default":50,"minimum":1,"maximum":200,"description":"How many."},
             "type":{"type":"string","default":"all","description":"Only of notes of this type."}}}
            """, ToolKind.Reads, ConceptsAsync),
        new("oracle_reflect", "One principle or learning at random, to think about.", """{"type":"object","properties":{}}""", ToolKind.Reads, ReflectAsync),
        new("oracle_read",
            "Read a note whole: by the id of a hit, or by its file as hits name it.",
            """
            {"type":"object","properties":{
             "id":{"type":"string","description":"The id of a document."},
             "file":{"type":"string","description":"The source_file of a document. Give one of the two."}}}
            """, ToolKind.Reads, async (arguments, _, _) => await read.ReadAsync(arguments.Text("file"), arguments.Text("id"))) { IsOneLine = true },
        new("oracle_similar",
            "Notes that are near in meaning to one that you know by its id.",
            """
            {"type":"object","required":["id"],"properties":{
             "id":{"type":"string","description":"The id of a document."},
             "limit":{"type":"integer","default":5,"minimum":1,"maximum":50,"description":"How many."}}}
            """, ToolKind.Reads, SimilarAsync) { Searches = true },
        new("oracle_delete",
            "Delete a document from the memory. It is found no more at once. A note that lies in a file comes back when the file changes. Ask the user first.",
            """{"type":"object","required":["id"],"properties":{"id":{"type":"string","description":"The id of the document."}}}""",
            ToolKind.Deletes, async (arguments, _, _) => await documents.DeleteAsync(arguments.Required("id"))),
        new("oracle_sync",
            "How far the vector index follows the notes, which documents failed and why, and to try them again.",
            """
            {"type":"object","properties":{
             "action":{"type":"string","enum":["status","failed","sweep","retry"],"default":"status","description":"status: the counts; failed: which and why; sweep: run the five-minute batch now; retry: make failed documents due at once."},
             "ids":{"type":"array","items":{"type":"string"},"description":"For retry: which; absent: all that failed."},
             "limit":{"type":"integer","default":50,"minimum":1,"maximum":1000,"description":"For failed: how many."}}}
            """, ToolKind.Writes, SyncAsync),
        new("oracle_reindex",
            "Write all vectors anew, while the search goes on. Only where the user asks for it: it takes long. With action status it tells how far one is.",
            """
            {"type":"object","properties":{
             "action":{"type":"string","enum":["status","start","estimate","cancel","rollback"],"default":"status","description":"estimate: what it would take. cancel: end the one under way."},
             "model":{"type":"string","description":"The embedding model; absent: the configured one."},
             "wait":{"type":"boolean","default":false,"description":"Answer when it has ended; progress is told meanwhile."}}}
            """, ToolKind.Writes, ReindexAsync),
        new("oracle_audit",
            "Compare the vector index itself with the notes, and mend what differs if repair is true. With action status it tells what the last one found.",
            """
            {"type":"object","properties":{
             "action":{"type":"string","enum":["status","start"],"default":"status"},
             "repair":{"type":"boolean","default":false,"description":"Mend what is found."},
             "wait":{"type":"boolean","default":false,"description":"Answer when it has ended; progress is told meanwhile."}}}
            """, ToolKind.Writes, AuditAsync),
    ];

    private async Task<object> SearchAsync(ToolArguments arguments, ToolProgress progress, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(arguments.Text("query")))
            throw RequestFailedException.BadInput("Query cannot be empty");
        var started = clock.GetTimestamp();
        var mode = arguments.Choice("mode", "hybrid", "fts", "vector");
        var found = await search.SearchAsync(
            new SearchQuery(
                arguments.Required("query"), Enum.Parse<SearchMode>(mode, ignoreCase: true), arguments.Text("type"), arguments.Text("project"),
                Limit: arguments.Number("limit") ?? 5, Offset: arguments.Number("offset") ?? 0),
            cancel);
        var sources = found.Results.CountBy(hit => hit.Source).ToDictionary();
        int Of(string source) => sources.GetValueOrDefault(source);
        return new
        {
            results = found.Results.Select(Found),
            total = found.Results.Count,
            found.Query,
            metadata = new SearchMetadata(
                found.Mode, found.Limit, found.Offset, found.Total, Of("fts") + Of("hybrid"), Of("vector") + Of("hybrid"), new SourceCounts(Of("fts"), Of("vector"), Of("hybrid")),
                (int)clock.GetElapsedTime(started).TotalMilliseconds, found.Warning),
        };
    }

    private async Task<object> LearnAsync(ToolArguments arguments, ToolProgress progress, CancellationToken cancel)
    {
        var learned = await learn.LearnAsync(new LearnOrder(
            arguments.Text("pattern") ?? throw RequestFailedException.BadInput("Missing required field: pattern"), arguments.Text("source"), arguments.Texts("concepts"),
            arguments.Text("project"), arguments.Text("cwd")));
        var document = await documents.FindAsync(learned.Id);
        // The note is safe; whether it is found by its meaning already is told as it is.
        var left = await synced.WaitAsync(new Dictionary<string, long>(StringComparer.Ordinal) { [learned.Id] = document.Revision }, EmbeddedWithin, cancel);
        var embedding = left.Count == 0 ? "ok" : (await documents.FindAsync(learned.Id)).Sync.Status == "failed" ? "failed" : "enqueued";
        return new
        {
            success = true, learned.File, learned.Id, embedding,
            message = embedding == "ok" ? "Written down, and found by words and by meaning." : "Written down and found by its words; it is found by its meaning as soon as the vector index has it, which is tried until it succeeds.",
        };
    }

    private async Task<object> ListAsync(ToolArguments arguments, ToolProgress progress, CancellationToken cancel)
    {
        var limit = arguments.Number("limit") ?? 10;
        if (limit is < 1 or > 100)
            throw RequestFailedException.BadInput("limit must be between 1 and 100");
        var type = arguments.Text("type") ?? "all";
        var page = await lists.ListAsync(type, limit, arguments.Number("offset") ?? 0, byFile: false);
        return new
        {
            documents = page.Results.Select(one => new
            {
                one.Id, one.Type, title = one.Title ?? FirstLine(one.Content), content = Excerpt(one.Content), source_file = one.SourceFile, one.Concepts, indexed_at = one.IndexedAt,
            }),
            page.Total, page.Limit, page.Offset, type,
        };
    }

    private async Task<object> StatsAsync(ToolArguments arguments, ToolProgress progress, CancellationToken cancel)
    {
        var now = await stats.ReadAsync();
        return new
        {
            total_documents = now.Total, by_type = now.ByType, fts_indexed = now.Total, unique_concepts = now.Concepts.Total, last_indexed = now.LastIndexed,
            vector_status = now.ChromaStatus, fts_status = now.Total == 0 ? "empty" : now.FtsStatus, version = StatusEndpoints.Version, now.Sync, now.Vector,
        };
    }

    private async Task<object> ConceptsAsync(ToolArguments arguments, ToolProgress progress, CancellationToken cancel) =>
        await lists.ConceptsAsync(arguments.Text("type"), arguments.Number("limit") ?? 50);

    private async Task<object> ReflectAsync(ToolArguments arguments, ToolProgress progress, CancellationToken cancel)
    {
        var found = await lists.ReflectAsync() ?? throw RequestFailedException.NotFound("No documents found");
        return new { principle = new { found.Id, found.Type, found.Content, source_file = found.SourceFile, found.Concepts } };
    }

    private async Task<object> SimilarAsync(ToolArguments arguments, ToolProgress progress, CancellationToken cancel)
    {
        var near = await similar.FindAsync(arguments.Required("id"), arguments.Number("limit") ?? 5, cancel);
        return new
        {
            results = near.Results.Select(Found),
            near.DocId,
        };
    }

    private async Task<object> SyncAsync(ToolArguments arguments, ToolProgress progress, CancellationToken cancel) =>
        arguments.Choice("action", "status", "failed", "sweep", "retry") switch
        {
            "failed" => await sync.FailedAsync(Math.Clamp(arguments.Number("limit") ?? 50, 1, SyncService.MostFailed), offset: 0),
            "sweep" => await sync.SweepAsync(cancel),
            "retry" => await sync.RetryAsync(arguments.Texts("ids")),
            _ => new { (await stats.ReadAsync()).Sync },
        };

    private async Task<object> ReindexAsync(ToolArguments arguments, ToolProgress progress, CancellationToken cancel)
    {
        var model = arguments.Text("model");
        switch (arguments.Choice("action", "status", "start", "estimate", "cancel", "rollback"))
        {
            case "estimate":
                return await reindex.EstimateAsync(model, cancel);
            case "start":
                await reindex.StartAsync(model, cancel);
                break;
            case "cancel":
                return await reindex.CancelAsync(cancel);
            case "rollback":
                await reindex.RollbackAsync(cancel);
                break;
            default:
                return await reindex.StatusAsync(cancel);
        }

        return await FollowAsync(
            () => reindex.StatusAsync(cancel), (ReindexAnswer run) => run.IsActive, run => (run.Done, run.Total, run.State), arguments.Flag("wait", otherwise: progress.IsWanted), progress, cancel);
    }

    private async Task<object> AuditAsync(ToolArguments arguments, ToolProgress progress, CancellationToken cancel)
    {
        // Whoever says neither wants to know how it stands, unless it is to be repaired.
        var action = arguments.Choice("action", "status", "start");
        if (action == "status" && (arguments.Text("action") is not null || !arguments.Flag("repair")))
            return await audits.LatestAsync();
        await audits.BeginAsync(new AuditOrder(arguments.Flag("repair")));
        var total = (await stats.ReadAsync()).Total;
        return await FollowAsync(
            audits.LatestAsync, (AuditAnswer run) => run.IsRunning, run => (run.Checked, Math.Max(run.Checked, total), run.State), arguments.Flag("wait", otherwise: progress.IsWanted), progress, cancel);
    }

    // Progress has to rise each time it is told.
    private async Task<object> FollowAsync<T>(
        Func<Task<T>> ask, Func<T, bool> isActive, Func<T, (long Done, long Total, string Word)> seen, bool waits, ToolProgress progress, CancellationToken cancel) where T : class
    {
        var told = -1L;
        while (true)
        {
            var now = await ask();
            var (done, total, word) = seen(now);
            if (done > told)
                await progress.TellAsync(told = done, total, word);
            if (!waits || !isActive(now))
                return now;
            await Task.Delay(LookEvery, clock, cancel);
        }
    }

    private static FoundNote Found(SearchHit hit) => new(
        hit.Id, hit.Type, hit.Title, Excerpt(hit.Content ?? ""), hit.SourceFile, hit.Concepts, hit.Score, hit.Source, hit.Project, hit.Distance, hit.SourceState, hit.Since);

    private static string Excerpt(string content) => content.Length <= ExcerptLength ? content : content[..(char.IsHighSurrogate(content[ExcerptLength - 1]) ? ExcerptLength - 1 : ExcerptLength)];

    private static string FirstLine(string content)
    {
        var line = content.TrimStart().Split('\n', 2)[0].TrimEnd();
        return line.Length <= TitleLength ? line : line[..(char.IsHighSurrogate(line[TitleLength - 1]) ? TitleLength - 1 : TitleLength)];
    }
}
