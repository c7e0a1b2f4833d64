using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;

namespace Oracle.Actors.Hosting;

/// <summary>Marks what is written to the journal or a snapshot. Each such type has a manifest in <see cref="JournalSerializer"/>.</summary>
public interface IJournaled;

/// <summary>
/// Writes journal entries as JSON under a short manifest of their own. A class may be renamed or moved without
/// losing what was written; a change of meaning gets a new manifest.
/// </summary>
public sealed class JournalSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private static readonly Dictionary<string, Type> Types = new(StringComparer.Ordinal)
    {
        ["sweep-finished-1"] = typeof(Sweeping.Sweeper.SweepFinished),
        ["sweeps-1"] = typeof(Sweeping.SweepHistory),
        ["audit-finished-1"] = typeof(Auditing.Audit.Result),
    };

    private static readonly Dictionary<Type, string> Manifests = Types.ToDictionary(entry => entry.Value, entry => entry.Key);

    /// <inheritdoc />
    public override string Manifest(object o) => Manifests.TryGetValue(o.GetType(), out var manifest)
        ? manifest
        : throw new ArgumentException($"{o.GetType()} has no manifest in {nameof(JournalSerializer)}.", nameof(o));

    /// <inheritdoc />
    public override byte[] ToBinary(object obj) => JsonSerializer.SerializeToUtf8Bytes(obj, obj.GetType());

    /// <inheritdoc />
    public override object FromBinary(byte[] bytes, string manifest) => Types.TryGetValue(manifest, out var type)
        ? JsonSerializer.Deserialize(bytes, type)!
        : throw new ArgumentException($"The journal holds an entry '{manifest}' that this Oracle does not know. It was written by a newer one.", nameof(manifest));
}
