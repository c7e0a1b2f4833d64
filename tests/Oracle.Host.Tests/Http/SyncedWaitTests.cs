using System.Reflection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Oracle.Documents.Syncing;
using Oracle.Host.Http;

namespace Oracle.Host.Tests.Http;

/// <summary>Waiting until Chroma has what was posted, over an outbox that answers as a test tells it to.</summary>
public sealed class SyncedWaitTests
{
    private static readonly Dictionary<string, long> Posted = new() { ["first"] = 1, ["second"] = 2 };

    [Fact]
    public async Task What_became_due_again_while_others_were_waited_for_is_waited_for_too()
    {
        // The second one is missing; it is there, but the first one is written anew meanwhile; so it is still; all are there.
        var missing = new Queue<string[]>([["second"], [], ["first"], ["first"], [], []]);

        Assert.Empty(await WaitAsync(_ => missing.Dequeue(), TimeSpan.FromMinutes(1)));

        Assert.Empty(missing);
    }

    [Fact]
    public async Task What_became_due_again_is_told_when_the_last_of_the_others_is_confirmed_as_the_time_is_up()
    {
        var looks = 0;
        // As long as the second one is asked for alone it is missing; then it is there, and the first one is missing again.
        Assert.Equal(["first"], await WaitAsync(asked => looks++ == 0 || asked.Count == 1 ? ["second"] : ["first"], TimeSpan.FromMilliseconds(500)));
        Assert.True(looks > 2);
    }

    private static Task<IReadOnlyCollection<string>> WaitAsync(Func<IReadOnlyDictionary<string, long>, string[]> missing, TimeSpan within)
    {
        var outbox = DispatchProxy.Create<IOutbox, Answering>();
        ((Answering)(object)outbox).NotConfirmed = asked => [.. missing(asked).Where(asked.ContainsKey).Select(id => new NotConfirmed(id, IsFinal: false))];
        return new SyncedWait(outbox, new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance)).WaitAsync(Posted, within, CancellationToken.None);
    }

    public class Answering : DispatchProxy
    {
        internal Func<IReadOnlyDictionary<string, long>, IReadOnlyList<NotConfirmed>> NotConfirmed { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name == nameof(IOutbox.NotConfirmedAsync)
            ? Task.FromResult(NotConfirmed((IReadOnlyDictionary<string, long>)args![0]!))
            : throw new NotSupportedException(targetMethod.Name);
    }
}
