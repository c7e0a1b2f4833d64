using Akka.Actor;
using Oracle.Host.Settings;

namespace Oracle.Host.Http;

/// <summary>The clients that listen to events, so many at a time and no more.</summary>
internal sealed class EventFeeds(ActorSystem system, HttpLimits limits) : IDisposable
{
    private const int MaxUntold = 1_000;
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim _free = new(limits.Listeners);

    /// <summary>A place for one more client, which gives it back by disposing it; null: there is none.</summary>
    public Place? TryEnter() => _free.Wait(0) ? new Place(system, _free) : null;

    public void Dispose() => _free.Dispose();

    /// <summary>One client's place.</summary>
    public sealed class Place(ActorSystem system, SemaphoreSlim free) : IDisposable
    {
        private bool _left;

        /// <summary>Begins to listen.</summary>
        public EventFeed Listen() => new(system, MaxUntold, PingEvery);

        public void Dispose()
        {
            if (_left)
                return;
            _left = true;
            free.Release();
        }
    }
}
