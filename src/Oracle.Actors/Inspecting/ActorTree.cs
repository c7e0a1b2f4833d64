using Akka.Actor;

namespace Oracle.Actors.Inspecting;

/// <summary>
/// An actor of the tree as it is seen from outside, without a message to anybody: Akka's cells say how many messages wait, and who the
/// children are.
/// </summary>
/// <param name="Actor">The actor.</param>
/// <param name="Path">Its path.</param>
/// <param name="Type">Its class.</param>
/// <param name="Mailbox">How many messages wait.</param>
/// <param name="Children">Its children, by their names.</param>
internal sealed record ActorTree(IActorRef Actor, string Path, string Type, int Mailbox, IReadOnlyList<ActorTree> Children)
{
    /// <summary>Everything that the host itself started.</summary>
    public static IReadOnlyList<ActorTree> Of(ActorSystem system) => ChildrenOf((ActorRefWithCell)((ExtendedActorSystem)system).Guardian);

    /// <summary>This one and all below it.</summary>
    public IEnumerable<ActorTree> All => Children.SelectMany(child => child.All).Prepend(this);

    /// <summary>A class's name as it is shown; one within another says in which.</summary>
    public static string NameOf(Type type) => type.DeclaringType is { } outer ? $"{outer.Name}.{type.Name}" : type.Name;

    private static IReadOnlyList<ActorTree> ChildrenOf(ActorRefWithCell parent) =>
        [.. parent.Children.OfType<ActorRefWithCell>().Select(Of).OrderBy(child => child.Path, StringComparer.Ordinal)];

    private static ActorTree Of(ActorRefWithCell actor) =>
        new(actor, ActorStates.PathOf(actor.Path), NameOf(actor.Underlying.Props.Type), actor.Underlying.NumberOfMessages, ChildrenOf(actor));
}
