using Dapper;
using Oracle.Actors.Syncing;
using Oracle.Documents.Sqlite;
using Oracle.Documents.Syncing;
using Oracle.Embeddings;
using Oracle.Testing.InMemory;

namespace Oracle.Simulation.Tests;

/// <summary>Runs one sequence: the real store and the real protocol between people, faults, crashes and time.</summary>
internal sealed class Simulation : IAsyncDisposable
{
    private const int MostSteps = 2_000;
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SweepMinAge = TimeSpan.FromMinutes(1);

    // Both checks have been made by then, and what they found is mended.
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(25);

    private static readonly SyncPolicy Policy = new() { BatchSize = 4, HalfOpenBatchSize = 1 };

    private readonly SimulatedTime _time = new();
    private readonly Database _database = new();
    private readonly Model _model = new();
    private readonly Tally _tally;
    private readonly SqliteStore _store;
    private readonly FaultyChroma _chroma;
    private readonly Seams _seams;
    private readonly Promises _promises;
    private readonly ChromaSyncParts _parts;
    private readonly Func<ChromaSyncParts, SimulatedTime, IEngine> _start;
    private IEngine _engine;
    private DateTimeOffset _nextSweep;
    private int _pauses;

    private Simulation(Func<Seams, Seams>? mutation, Tally? tally, Func<ChromaSyncParts, SimulatedTime, IEngine> start, bool hangs)
    {
        _tally = tally ?? new Tally();
        _store = new SqliteStore(_database);
        _chroma = new FaultyChroma(_store.Collections, _time, _tally) { Hangs = hangs };
        _seams = Seams.Of(_store, _chroma, _database);
        if (mutation is not null)
            _seams = mutation(_seams);
        _promises = new Promises(_database, _store, _chroma, _model, _time);
        // Pauses differ, and are the same at every run.
        _parts = new ChromaSyncParts(
            _seams.Outbox, _seams.Reconciliation, _store.Collections, _store.Reindexing, _seams.Vectors, _ => new Embedder(new Texts(), Texts.Model), Policy, () => ++_pauses % 10 / 10.0);
        _start = start;
        _engine = start(_parts, _time);
        _nextSweep = _time.Now + SweepEvery;
    }

    /// <summary>Through the pure protocol, step by step.</summary>
    public static Task RunAsync(Operation[] operations, Func<Seams, Seams>? mutation = null, Tally? tally = null) =>
        RunAsync(operations, new Simulation(mutation, tally, (parts, time) => new Driver(parts, time), hangs: false));

    /// <summary>Through the actor, on one thread: a test's own synchronisation context would carry answers to others.</summary>
    public static Task RunWithActorsAsync(Operation[] operations, Func<Seams, Seams>? mutation = null, Tally? tally = null) =>
        Task.Run(() => RunAsync(operations, new Simulation(mutation, tally, (parts, time) => new ActorEngine(parts, time), hangs: true)));

    private static async Task RunAsync(Operation[] operations, Simulation simulation)
    {
        await using var _ = simulation;
        foreach (var operation in operations)
        {
            simulation._tally.Count(operation.GetType().Name);
            await simulation.TakeAsync(operation);
            await simulation._promises.CheckAsync();
        }

        await simulation.CalmAsync();
    }

    public ValueTask DisposeAsync()
    {
        _engine.Crash();
        return _database.DisposeAsync();
    }

    private async Task TakeAsync(Operation operation)
    {
        switch (operation)
        {
            case Accept(var drafts):
                await AcceptAsync(drafts);
                break;
            case Delete(var id):
                _model.Deleted(Texts.Id(id), await _seams.Documents.DeleteAsync(Texts.Id(id), _time.Now));
                break;
            case DeleteAndAdd(var id, var text):
                _model.Deleted(Texts.Id(id), await _seams.Documents.DeleteAsync(Texts.Id(id), _time.Now));
                await _promises.CheckAsync();
                await AcceptAsync([(id, text)]);
                break;
            case Outside(var id, var minutes):
                AddFromOutside(Texts.Id(id), minutes);
                break;
            case Work(var steps):
                _engine.Wake();
                for (var i = 0; i < steps && await StepAsync(); i++)
                {
                }

                break;
            case Pass(var seconds):
                await PassAsync(_time.Now + TimeSpan.FromSeconds(seconds));
                break;
            case Fail(var fate, var writes):
                _chroma.FailWrites(fate, writes);
                break;
            case FailReads(var reads):
                _chroma.FailReads(reads);
                break;
            case Outage:
                _chroma.IsAway = !_chroma.IsAway;
                break;
            case Copy:
                _chroma.Copy();
                break;
            case Restore:
                // Long enough to be noticed.
                var wasAway = _chroma.IsAway;
                _chroma.IsAway = true;
                await _engine.ProbeSilenceAsync();
                _chroma.Restore();
                _chroma.IsAway = wasAway;
                break;
            case Empty:
                _chroma.Empty();
                break;
            case Drop:
                _chroma.Drop();
                break;
            case Crash:
                _engine.Crash();
                _chroma.HangUp();
                _engine = _start(_parts, _time);
                break;
            case Stop:
                await _engine.StopAsync();
                _chroma.HangUp();
                _engine = _start(_parts, _time);
                break;
            case Sweep:
                await SweepAsync();
                break;
            case Retry:
                await _seams.Outbox.RetryAsync(ids: null);
                break;
        }

        _engine.Wake();
    }

    private async Task AcceptAsync((int Id, int Text)[] wanted)
    {
        // The last text of an id is the one that counts.
        var drafts = wanted.DistinctBy(draft => draft.Id).Select(draft => Texts.Draft(draft.Id, draft.Text)).ToList();
        _model.Accepted(drafts, await _seams.Documents.AcceptAsync(drafts, _time.Now));
    }

    private void AddFromOutside(string id, int minutes)
    {
        var revision = _database.Change(connection => connection.ExecuteScalar<long?>(
            """
            insert into oracle_documents (id, content, content_hash, revision, next_sync_attempt)
            select @id, 'from outside', 'outside', (select value + 1 from oracle_counters where name = 'revision'), @next
            where not exists (select 1 from oracle_documents where id = @id) returning revision
            """, new { id, next = (_time.Now + TimeSpan.FromMinutes(minutes)).ToUnixTimeMilliseconds() }));
        if (revision is { } added)
            _model.Added(id, added, "outside");
    }

    private async Task SweepAsync()
    {
        _nextSweep = _time.Now + SweepEvery;
        _engine.Try(await _seams.Outbox.SweepableAsync(_time.Now - SweepMinAge, limit: 50));
    }

    /// <summary>Time goes by, from one event to the next, and the engine works.</summary>
    private async Task PassAsync(DateTimeOffset until)
    {
        while (true)
        {
            _chroma.Land();
            await _engine.ProbeSilenceAsync();
            _engine.Wake();
            if (_time.Now >= _nextSweep)
                await SweepAsync();
            for (var steps = 0; await StepAsync(); steps++)
                Broken.If(steps > MostSteps, "The engine does not come to rest.");
            if (_time.Now >= until)
                return;
            var next = NextEvent();
            _time.MoveTo(next < until ? next : until);
        }
    }

    private async Task CalmAsync()
    {
        _chroma.BeWell();
        var end = _time.Now + Calm;
        string? disagreement = "time has not gone by";
        while (disagreement is not null && _time.Now < end)
        {
            var next = NextEvent();
            await PassAsync(next < end ? next : end);
            disagreement = _chroma.NextLanding is not null || HasChecks() ? "something may still land" : await _promises.DisagreementAsync();
        }

        Broken.If(disagreement is not null, $"{Calm.TotalMinutes} minutes after the last fault: {disagreement}");
    }

    private async Task<bool> StepAsync()
    {
        var stepped = await _engine.StepAsync();
        if (stepped)
            await _promises.CheckAsync();
        return stepped;
    }

    /// <summary>When something happens that does not happen all the time; where there is no such thing, the next sweep or look at Chroma.</summary>
    private DateTimeOffset NextEvent()
    {
        var (attempt, check) = _database.Direct(connection => connection.QueryFirst<(long?, long?)>(
            """
            select (select min(next_sync_attempt) from oracle_documents where sync_status <> 'synced' and next_sync_attempt > @now and last_sync_attempt is not null),
                   (select min(check_at) from sync_checks where check_at > @now)
            """, new { now = _time.Now.ToUnixTimeMilliseconds() }));
        // The engine looks every second, so a little later.
        var due = new[] { attempt, check }.Where(ms => ms is not null).Select(ms => DateTimeOffset.FromUnixTimeMilliseconds(ms!.Value + 1));
        var routine = _time.Now + LookEvery;
        return new[] { due.DefaultIfEmpty(DateTimeOffset.MaxValue).Min(), _chroma.NextLanding ?? DateTimeOffset.MaxValue }.Min() is var next && next < DateTimeOffset.MaxValue ? next
            : _nextSweep < routine ? _nextSweep : routine;
    }

    private bool HasChecks() => _database.Direct(connection => connection.ExecuteScalar<bool>(
        "select exists (select 1 from sync_checks where check_at > @now)", new { now = _time.Now.ToUnixTimeMilliseconds() }));
}
