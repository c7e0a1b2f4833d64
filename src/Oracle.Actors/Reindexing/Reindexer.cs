using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Akka.Event;
using Oracle.Actors.Inspecting;
using Oracle.Actors.Syncing;
using Oracle.Documents.Reindexing;
using Oracle.Documents.Syncing;
using Oracle.Embeddings;

namespace Oracle.Actors.Reindexing;

/// <summary>
/// Begins a re-index, watches ChromaSyncActor carry it out, compares what came of it and lets it take over. Where it stands, and
/// what the last one came to, is read from the tables each time, so that a crash costs nothing.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "An actor is not disposed but stopped: PostStop lets go of what it holds.")]
internal sealed partial class Reindexer : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RetireFirst = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetireEvery = TimeSpan.FromHours(1);

    private readonly ReindexerParts _parts;
    private readonly IActorRef _chromaSync;
    private readonly TimeProvider _clock;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Announced _announced = ActorStates.Announce(Context);
    private readonly CancellationTokenSource _stopping = new();

    private Reindex.Status? _status;
    private string? _advised;
    private bool _looking;

    public Reindexer(ReindexerParts parts, IActorRef chromaSync, TimeProvider clock)
    {
        (_parts, _chromaSync, _clock) = (parts, chromaSync, clock);

        Receive<Reindex.Start>(OnStart);
        Receive<Reindex.Rollback>(_ => OnRollback());
        Receive<Reindex.Cancel>(_ => OnCancel());
        Receive<Cancelled>(OnCancelled);
        Receive<Reindex.GetStatus>(_ => ReadAsync(_trouble).PipeTo(Sender, Self, failure: e => new Reindex.Refused(e.Message, IsInput: false)));
        Receive<Reindex.DryRun>(OnDryRun);
        Receive<Answered>(OnAnswered);
        Receive<Tick>(_ => Look());
        Receive<Seen>(OnSeen);
        Receive<Verified>(OnVerified);
        Receive<ChromaSync.ComparedAll>(_ => OnComparedAll());
        Receive<ChromaSync.TookOver>(OnTookOver);
        Receive<Ended>(OnEnded);
        Receive<Retired>(OnRetired);
        Receive<RetireDue>(_ => Retire());
        Receive<Failed>(OnFailed);
        Receive<CompareFailed>(OnCompareFailed);
        Receive<LackingEmbedded>(OnLackingEmbedded);
        Receive<ChromaSync.IndexTooNarrow>(OnIndexTooNarrow);
        Receive<Widened>(OnWidened);
    }

    ITimerScheduler IWithTimers.Timers { get; set; } = null!;

    private ITimerScheduler Timers => field ??= _announced.Show(((IWithTimers)this).Timers);

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(ChromaSync.IndexTooNarrow));
        Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, TimeSpan.Zero, TickEvery);
        Timers.StartPeriodicTimer(nameof(RetireDue), RetireDue.Instance, RetireFirst, RetireEvery);
    }

    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        _stopping.Cancel();
        _stopping.Dispose();
    }

    protected override bool AroundReceive(Receive receive, object message)
    {
        var handled = base.AroundReceive(receive, message);
        _announced.Say(new ReindexerState(_status?.Run, _verification is { } position ? (position.AfterRow is null, position.Offset) : null, _trouble));
        return handled;
    }

    private void OnStart(Reindex.Start message)
    {
        var replyTo = Sender;
        BeginAsync(message, replyTo).PipeTo(Self, failure: e => NotNow(replyTo, e));
    }

    private static Answered NotNow(IActorRef replyTo, Exception failure) => new(replyTo, new Reindex.Refused(failure.Message, IsInput: false));

    private async Task<Answered> BeginAsync(Reindex.Start message, IActorRef replyTo)
    {
        if (await _parts.Collections.AnsweringAsync() is not { } answering)
            return new Answered(replyTo, new Reindex.Refused("There is no collection yet: Chroma has not answered since this store was made.", IsInput: false));
        try
        {
            // Anew it is as it was: its model may be of another provider than the settings.
            var isOwn = message is { Anew: true, Model: null };
            var model = isOwn
                ? new EmbeddingModel(answering.Provider, answering.Model, answering.Dimension, IsLexical: false)
                : await _parts.ModelAsync(message.Model, _stopping.Token);
            var inPlace = !message.Anew && answering.HoldsVectorsOf(model.Provider, model.Model);
            var wanted = answering with
            {
                Name = _parts.Collection, Provider = model.Provider, Model = model.Model, Dimension = model.Dimension, Uuid = "", TextVersion = EmbeddedText.Newest,
                // What this model's vectors were found to need is not forgotten.
                Neighbours = Math.Max(isOwn ? answering.Neighbours : IndexWidth.Of(model), answering.HoldsVectorsOf(model.Provider, model.Model) ? answering.Neighbours : 0),
            };
            var begun = inPlace
                ? await _parts.Reindexing.BeginRenewalAsync(_clock.GetUtcNow())
                : await _parts.Reindexing.BeginMoveAsync(wanted, _clock.GetUtcNow());
            return await AnswerAsync(begun, replyTo, "There is nothing to re-index.");
        }
        catch (ArgumentException e)
        {
            return new Answered(replyTo, new Reindex.Refused($"model: {e.Message}", IsInput: true));
        }
    }

    private void OnRollback()
    {
        var replyTo = Sender;
        RollBackAsync(replyTo).PipeTo(Self, failure: e => NotNow(replyTo, e));
    }

    private async Task<Answered> RollBackAsync(IActorRef replyTo) => await AnswerAsync(
        await _parts.Reindexing.BeginRollbackAsync(_clock.GetUtcNow()), replyTo, "There is no collection to go back to: none was replaced by a re-index, or it was dropped since.");

    private void OnCancel()
    {
        var replyTo = Sender;
        CancelAsync(replyTo).PipeTo(Self, failure: e => NotNow(replyTo, e));
    }

    private async Task<object> CancelAsync(IActorRef replyTo) =>
        await _parts.Reindexing.CancelAsync(_clock.GetUtcNow()) && await _parts.Reindexing.CurrentAsync() is { } run
            ? new Cancelled(replyTo, run)
            : new Answered(replyTo, Reindex.NotRunning.Instance);

    private void OnCancelled(Cancelled message)
    {
        _chromaSync.Tell(ChromaSync.TargetCancelled.Instance);
        Finish(message.Run, error: null);
        message.ReplyTo.Tell(new Reindex.Accepted(message.Run));
        Look();
    }

    private async Task<Answered> AnswerAsync(bool begun, IActorRef replyTo, string otherwise) => new(replyTo, await _parts.Reindexing.CurrentAsync() switch
    {
        { } run when begun => new Reindex.Accepted(run),
        { IsActive: true } run => new Reindex.AlreadyRunning(run),
        _ => new Reindex.Refused(otherwise, IsInput: false),
    });

    private void OnAnswered(Answered message)
    {
        if (message.Answer is not Reindex.Accepted { Run: var run })
        {
            message.ReplyTo.Tell(message.Answer);
            return;
        }

        _log.Info("Re-index begun: {Kind} of collection {Collection} with {Provider} {Model}, generation {Generation}, {Total} documents.",
            run.Kind, run.Target.Name, run.Target.Provider, run.Target.Model, run.Target.Generation, run.Total);
        Reset();
        message.ReplyTo.Tell(message.Answer);
        Look();
    }

    private void OnDryRun(Reindex.DryRun message) => EstimateAsync(message).PipeTo(Sender, Self, failure: e => new Reindex.Refused(e.Message, IsInput: false));

    private async Task<object> EstimateAsync(Reindex.DryRun message)
    {
        if (await _parts.Collections.AnsweringAsync() is not { } answering)
            return new Reindex.Refused("There is no collection yet: Chroma has not answered since this store was made.", IsInput: false);
        try
        {
            return await Estimating.OfAsync(answering, await _parts.ModelAsync(message.Model, _stopping.Token), _parts);
        }
        catch (ArgumentException e)
        {
            return new Reindex.Refused($"model: {e.Message}", IsInput: true);
        }
    }

    private async Task<Reindex.Status> ReadAsync(string? trouble)
    {
        var run = await _parts.Reindexing.CurrentAsync();
        var answering = await _parts.Collections.AnsweringAsync();
        return new Reindex.Status(
            run is { IsActive: true } && trouble is not null ? run with { Error = trouble } : run, answering,
            await _parts.Reindexing.KeptAsync(), run is { IsActive: true } ? null : AdviceFor(answering));
    }

    private string? AdviceFor(CollectionRecord? answering)
    {
        var configured = _parts.Configured;
        var isConfigured = answering is not null && answering.Provider == configured.Provider && EmbeddingModel.IsNamed(configured.Model, answering.Model);
        if (answering is null || (isConfigured && answering.TextVersion == EmbeddedText.Newest))
            return null;
        return isConfigured
            ? $"Collection '{answering.Name}' holds vectors that an earlier Oracle made, of texts without their titles and headings, and goes on so. To find documents by their titles' meaning: ./oracle reindex."
            : $"Oracle:Embedding asks for {configured.Provider} {configured.Model}, and collection '{answering.Name}' holds vectors of {answering.Provider} {answering.Model}, which go on answering. "
            + $"To change over: ./oracle reindex. To stay: set Oracle:Embedding:Model to {answering.Model}.";
    }

    private void Retire() => _parts.Reindexing.RetireKeptAsync(_clock.GetUtcNow() - _parts.KeepFor).PipeTo(
        Self, success: count => new Retired(count), failure: e => new Failed(e));

    private void OnRetired(Retired message)
    {
        if (message.Count > 0)
            _log.Info("The collection that answered until a re-index {Age} ago is dropped; there is no rollback any more.", _parts.KeepFor);
    }

    // Of the store, which passes: the next tick looks again.
    private void OnFailed(Failed message)
    {
        _looking = false;
        _busy = false;
        _log.Error("A re-index could not read or write SQLite or Chroma: {Reason} It is tried again.", message.Failure.Message);
    }

    private void OnCompareFailed(CompareFailed message)
    {
        _comparing = false;
        OnFailed(new Failed(message.Failure));
    }

    private sealed record Tick
    {
        public static readonly Tick Instance = new();
    }

    private sealed record RetireDue
    {
        public static readonly RetireDue Instance = new();
    }

    private sealed record Answered(IActorRef ReplyTo, object Answer);

    private sealed record Cancelled(IActorRef ReplyTo, ReindexRun Run);

    private sealed record Seen(Reindex.Status Status, ChromaSync.Status? Sync, bool IsWritten, IReadOnlyList<(string Id, long Revision)> Behind, IReadOnlyList<ChromaSync.RefusedDocument> Refused);

    private sealed record Ended(ReindexRun Run, string? Error, bool Done, bool IsTooNarrow = false);

    private sealed record Retired(int Count);

    private sealed record Failed(Exception Failure);

    private sealed record CompareFailed(Exception Failure);

    private sealed record LackingEmbedded(CollectionRecord Target, string? Trouble);
}
