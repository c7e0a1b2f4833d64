using System.Text;
using Akka.Actor;
using Oracle.Actors.Auditing;
using Oracle.Actors.Hosting;
using Oracle.Actors.Sweeping;

namespace Oracle.Actors.Tests.Hosting;

/// <summary>What these tests hold fast is on people's disks: a test that fails asks for a new manifest, not for a new expectation.</summary>
public sealed class JournalSerializerTests : IDisposable
{
    private const string RunJson =
        """{"StartedAt":"2026-03-01T12:00:00+00:00","FinishedAt":"2026-03-01T12:00:01.5+00:00","Attempted":50,"Synced":48,"Failed":2,"Remaining":71}""";

    private static readonly Sweeper.SweepFinished Run = new(
        new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
        new DateTimeOffset(2026, 3, 1, 12, 0, 1, 500, TimeSpan.Zero),
        Attempted: 50, Synced: 48, Failed: 2, Remaining: 71);

    private readonly ActorSystem _system = ActorSystem.Create("journal", OracleActors.Configuration(Oracle.Testing.Repository.PathTo("hocon"), "unused.db"));
    private readonly JournalSerializer _serializer;

    public JournalSerializerTests() => _serializer = new JournalSerializer((ExtendedActorSystem)_system);

    [Fact]
    public void A_run_is_written_under_its_manifest_as_this_JSON() => Assert.Equal(("sweep-finished-1", RunJson), Written(Run));

    [Fact]
    public void A_history_is_written_under_its_manifest_as_this_JSON() => Assert.Equal(
        ("sweeps-1", $$"""{"Runs":[{{RunJson}}],"LastRun":"2026-03-01T12:00:01.5+00:00"}"""), Written(new SweepHistory([Run])));

    [Fact]
    public void An_audit_is_written_under_its_manifest_as_this_JSON_and_read_again()
    {
        const string Json =
            """{"State":"Done","Checked":7,"Total":8,"Missing":1,"Stale":0,"Orphans":1,"Unretrievable":0,"Repaired":1,"Samples":{"Missing":["a"],"Orphan":["b"]},"StartedAt":"2026-03-01T12:00:00+00:00","FinishedAt":"2026-03-01T12:00:01.5+00:00","Note":"One was left."}""";
        var samples = new Dictionary<Audit.Drift, IReadOnlyList<string>> { [Audit.Drift.Missing] = ["a"], [Audit.Drift.Orphan] = ["b"] };
        var audit = new Audit.Result(Audit.State.Done, 7, 8, 1, 0, 1, 0, 1, samples, Run.StartedAt, Run.FinishedAt, "One was left.");
        Assert.Equal(("audit-finished-1", Json), Written(audit));
        var read = Assert.IsType<Audit.Result>(_serializer.FromBinary(Encoding.UTF8.GetBytes(Json), "audit-finished-1"));
        Assert.Equal(["b"], read.Samples[Audit.Drift.Orphan]);
        Assert.Equal(audit, read with { Samples = samples });
    }

    [Fact]
    public void What_an_older_Oracle_wrote_is_read()
    {
        Assert.Equal(Run, _serializer.FromBinary(Encoding.UTF8.GetBytes(RunJson), "sweep-finished-1"));
        var history = Assert.IsType<SweepHistory>(_serializer.FromBinary(Encoding.UTF8.GetBytes($$"""{"Runs":[{{RunJson}}]}"""), "sweeps-1"));
        Assert.Equal(Run, Assert.Single(history.Runs));
    }

    [Fact]
    public void An_entry_of_a_newer_Oracle_is_refused_in_words()
    {
        var error = Assert.Throws<ArgumentException>(() => _serializer.FromBinary([], "sweep-finished-9"));
        Assert.Contains("'sweep-finished-9'", error.Message, StringComparison.Ordinal);
        Assert.Contains("newer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_journaled_has_a_manifest_and_comes_back_from_it()
    {
        var journaled = typeof(IJournaled).Assembly.GetTypes().Where(type => type is { IsInterface: false, IsAbstract: false } && type.IsAssignableTo(typeof(IJournaled))).ToList();
        Assert.Contains(typeof(Sweeper.SweepFinished), journaled);
        Assert.All(journaled, type => Assert.NotEmpty(_serializer.Manifest(System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type))));
        Assert.Equal(
            journaled.Count,
            journaled.Select(type => _serializer.Manifest(System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type))).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void The_configuration_gives_journaled_types_to_this_serializer_under_its_number()
    {
        var chosen = _system.Serialization.FindSerializerForType(typeof(Sweeper.SweepFinished));
        Assert.IsType<JournalSerializer>(chosen);
        // Written beside each entry: another number would orphan what is on disk.
        Assert.Equal(4701, chosen.Identifier);
    }

    public void Dispose() => _system.Dispose();

    private (string Manifest, string Json) Written(object entry) => (_serializer.Manifest(entry), Encoding.UTF8.GetString(_serializer.ToBinary(entry)));
}
