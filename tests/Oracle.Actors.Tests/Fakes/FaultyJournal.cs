using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace Oracle.Actors.Tests.Fakes;

/// <summary>The journal in memory, which can be told to fail.</summary>
public sealed class FaultyJournal : MemoryJournal
{
    // A plug-in is made by Akka from its configuration alone, so a test reaches it through its actor system.
    private static readonly ConditionalWeakTable<ActorSystem, Switch> Switches = [];

    /// <summary>The switch of the journal of one actor system.</summary>
    public static Switch Of(ActorSystem system) => Switches.GetOrCreateValue(system);

    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken) =>
        Of(Context.System) switch
        {
            { Fault: { } fault } => Task.FromException<IImmutableList<Exception>>(fault),
            { Rejection: { } rejection } => Task.FromResult<IImmutableList<Exception>>([.. messages.Select(_ => rejection)]),
            _ => base.WriteMessagesAsync(messages, cancellationToken),
        };

    /// <summary>What a write ends with; null: it is written.</summary>
    public sealed class Switch
    {
        public Exception? Fault { get; set; }

        /// <summary>Why an entry is not taken, though the journal is in order; null: it is taken.</summary>
        public Exception? Rejection { get; set; }
    }
}
