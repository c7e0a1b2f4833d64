using System.Collections.Concurrent;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Tests.Fakes;

/// <summary>One collection of a <see cref="FakeChroma"/>.</summary>
internal sealed class FakeCollection(string name)
{
    private volatile string? _uuid;

    public string Name => name;

    /// <summary>Null: it is not there.</summary>
    public string? Uuid => _uuid;

    public ConcurrentDictionary<string, SyncRow> Records { get; } = new(StringComparer.Ordinal);

    /// <summary>The vector of each record that was written.</summary>
    public ConcurrentDictionary<string, float[]> Vectors { get; } = new(StringComparer.Ordinal);

    /// <summary>Records that no query finds, until they are deleted.</summary>
    public ConcurrentDictionary<string, bool> Unretrievable { get; } = new(StringComparer.Ordinal);

    /// <summary>Finds or makes it.</summary>
    public string Make() => _uuid ??= Guid.NewGuid().ToString();

    /// <summary>Somebody drops it.</summary>
    public void Lose()
    {
        _uuid = null;
        Records.Clear();
    }
}
