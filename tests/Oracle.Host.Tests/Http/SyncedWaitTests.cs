using System.Reflection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Oracle.Application.Storing;
using Oracle.Documents.Syncing;
using Oracle.Testing;

namespace Oracle.Host.Tests.Http;

/// <summary>
/// Waiting until Chroma has what was posted, over an outbox that answers as a test tells it to. Time stands still unless a
/// test moves it: what goes on all the same goes on because somebody told of it.
/// </summary>
public sealed class SyncedWaitTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly Dictionary<string, long> Posted = new() { ["first"] = 1, ["second"] = 2 };

    private readonly SettlementNews _news = new();
    private readonly FakeTimeProvider _time = new();
    private int _looks;

    [Fact]
    public async Task What_became_due_again_while_others_were_waited_for_is_waited_for_too()
    {
        // The second one is missing; it is there, but the first one is written anew meanwhile; so it is still; all are there.
        var missing = new Queue<string[]>([["second"], [], ["first"], ["first"], [], []]);

        Assert.Empty(await Ended(WaitAsync(_ =>
        {
            Tell("first", "second");
            return missing.Dequeue();
        })));

        Assert.Empty(missing);
    }

    [Fact]
    public async Task What_became_due_again_is_told_when_the_last_of_the_others_is_confirmed_as_the_time_is_up()
    {
        // As long as the second one is asked for alone it is missing; then it is there, and the first one is missing again.
        Assert.Equal(["first"], await Ended(WaitAsync(asked =>
        {
            if (_looks == 3)
                _time.Advance(Minute);
            Tell("second");
            return _looks == 1 || asked.Count == 1 ? ["second"] : ["first"];
        })));
        Assert.Equal(4, _looks);
    }

    [Fact]
    public async Task What_is_settled_while_one_looks_is_not_missed()
    {
        // The row is read, and settled before the reader hears of it: only the hint tells.
        Assert.Empty(await Ended(WaitAsync(_ =>
        {
            if (_looks > 1)
                return [];
            Tell("second");
            return ["second"];
        })));
        // At both, at the one that was left, and in the end at both again.
        Assert.Equal(3, _looks);
    }

    [Fact]
    public async Task Documents_that_are_all_there_are_looked_at_once()
    {
        Assert.Empty(await Ended(WaitAsync(_ => [])));
        Assert.Equal(1, _looks);
    }

    [Fact]
    public async Task A_hint_that_was_lost_costs_a_second()
    {
        var waiting = WaitAsync(_ => _looks > 1 ? [] : ["second"]);

        await Eventually.True(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return waiting.IsCompleted;
        });

        Assert.Empty(await waiting);
        Assert.InRange((_time.GetUtcNow() - _time.Start).TotalSeconds, 1, 59);
    }

    [Fact]
    public async Task Whoever_left_is_told_no_more()
    {
        using var leaving = new CancellationTokenSource();
        var waiting = WaitAsync(_ => ["second"], leaving.Token);
        await Eventually.True(() => _looks == 1);
        Assert.Equal(1, _news.Readers);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Ended(waiting));
        Assert.Equal(0, _news.Readers);
    }

    private static Task<T> Ended<T>(Task<T> waiting) => waiting.WaitAsync(TimeSpan.FromSeconds(30));

    private void Tell(params string[] ids) => _news.Tell(ids.ToHashSet(StringComparer.Ordinal));

    private Task<IReadOnlyCollection<string>> WaitAsync(Func<IReadOnlyDictionary<string, long>, string[]> missing, CancellationToken cancel = default)
    {
        var outbox = DispatchProxy.Create<IOutbox, Answering>();
        ((Answering)(object)outbox).NotConfirmed = asked =>
        {
            _looks++;
            return [.. missing(asked).Where(asked.ContainsKey).Select(id => new NotConfirmed(id, IsFinal: false))];
        };
        return new SyncedWait(outbox, _news, _time, new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance)).WaitAsync(Posted, Minute, cancel);
    }

    public class Answering : DispatchProxy
    {
        internal Func<IReadOnlyDictionary<string, long>, IReadOnlyList<NotConfirmed>> NotConfirmed { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name == nameof(IOutbox.NotConfirmedAsync)
            ? Task.FromResult(NotConfirmed((IReadOnlyDictionary<string, long>)args![0]!))
            : throw new NotSupportedException(targetMethod.Name);
    }
}
