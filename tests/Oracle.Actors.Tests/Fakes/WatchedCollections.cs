using Oracle.Documents.Syncing;

namespace Oracle.Actors.Tests.Fakes;

/// <summary>The real collections; time does not move while the store is asked for them.</summary>
internal sealed class WatchedCollections(ICollections inner, Traffic traffic) : ICollections
{
    public Task<string> StoreIdAsync() => traffic.During(inner.StoreIdAsync);

    public Task<CollectionRecord?> AnsweringAsync() => traffic.During(inner.AnsweringAsync);

    public Task SetAnsweringAsync(CollectionRecord collection) => Through(() => inner.SetAnsweringAsync(collection));

    public Task ReplaceBrokenAsync(CollectionRecord next) => Through(() => inner.ReplaceBrokenAsync(next));

    public Task<int> NextGenerationAsync() => traffic.During(inner.NextGenerationAsync);

    public Task<IReadOnlyList<CollectionRecord>> RetiredAsync() => traffic.During(inner.RetiredAsync);

    public Task ForgetAsync(CollectionRecord dropped) => Through(() => inner.ForgetAsync(dropped));

    private Task Through(Func<Task> call) => traffic.During(async () =>
    {
        await call();
        return true;
    });
}
