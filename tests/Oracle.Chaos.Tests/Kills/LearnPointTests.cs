using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Oracle.Chaos.Tests.Kills.SystemCalls;
using Oracle.Testing;
using Xunit.Abstractions;

namespace Oracle.Chaos.Tests.Kills;

/// <summary>
/// <c>kill -9</c> of the host at each point of a learning that has a name. Nobody was answered, so the next start finds nothing or makes
/// all of it: whoever asks again gets the note or, where the first one survived, a second one with a number.
/// </summary>
public sealed class LearnPointTests(ChromaOfClass servers, ITestOutputHelper output) : IClassFixture<ChromaOfClass>
{
    private const string Temporary = ".learning";
    private const string Log = "oracle.db-wal";

    /// <summary>Where the host is killed.</summary>
    public enum Point
    {
        Asked,
        Begun,
        HalfWritten,
        Written,
        Forced,
        Placed,
        NotStored,
        Stored,
        NotAnswered,
    }

    // What is on the disk then: a file under its temporary name, the note, its document.
    public static TheoryData<Point, bool, bool, bool> Points => new()
    {
        { Point.Asked, false, false, false },
        { Point.Begun, false, false, false },
        { Point.HalfWritten, true, false, false },
        { Point.Written, true, false, false },
        { Point.Forced, true, false, false },
        { Point.Placed, true, true, false },
        { Point.NotStored, false, true, false },
        { Point.Stored, false, true, true },
        { Point.NotAnswered, false, true, true },
    };

    [SkippableTheory, MemberData(nameof(Points))]
    public async Task Killed_while_it_learns_a_host_has_all_of_the_note_or_nothing(Point point, bool isBegun, bool isPlaced, bool isStored)
    {
        KillPoint.RequireTracing();
        await using var world = new World(await servers.OfAsync(ChromaBuilds.Native), output, isProxied: true);
        var folder = Path.Combine(world.DataDir, "notes", "ψ", "memory", "learnings");
        await world.StartAsync();
        string answered;
        using (new HeldUpserts(world.Proxy!))
        {
            answered = await LearnAsync(world, Text("answered"));
            var killed = await KillPoint.WatchAsync(world.Host, Way(point, () => Documents(world).Count > 1));
            var asked = LearnAsync(world, Text("killed"));
            await killed;
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => asked);
            world.KillHost();
            Assert.Equal((isBegun, isPlaced), (Files(folder).Any(IsTemporary), Files(folder).Any(file => file.EndsWith("_the-killed-note-to-its-end.md", StringComparison.Ordinal))));
            Assert.Equal(isStored ? 2 : 1, Documents(world).Count);
        }

        // The next start ends it, before anybody asks again.
        await world.StartAsync();
        await Eventually.True(() => BothStores.Query(world.DataDir, "select 1 from oracle_learnings").Count == 0);
        var first = answered.Replace("answered", "killed", StringComparison.Ordinal);
        AssertNotes(isPlaced ? [answered, first] : [answered]);

        var again = await LearnAsync(world, Text("killed"));
        Assert.Equal(isPlaced ? first + "-2" : first, again);
        AssertNotes(isPlaced ? [answered, first, again] : [answered, again]);
        world.Faulted();
        await world.CheckAsync();
        world.Report($"A kill at {point}");

        void AssertNotes(string[] ids)
        {
            Assert.Equal([.. ids.Select(id => id["learning_".Length..] + ".md").Order(StringComparer.Ordinal)], Files(folder));
            Assert.Equal([.. ids.Order(StringComparer.Ordinal)], Documents(world).Keys);
            foreach (var id in ids)
            {
                var text = Text(id == ids[0] ? "answered" : "killed");
                Assert.EndsWith($"\n{text}\n\n---\n*Added via Oracle Learn*\n", File.ReadAllText(Path.Combine(folder, id["learning_".Length..] + ".md")), StringComparison.Ordinal);
                Assert.Contains(text.Split('\n')[^1], Documents(world)[id], StringComparison.Ordinal);
            }
        }
    }

    private static Func<SystemCall, Fate> Way(Point point, Func<bool> isStored)
    {
        var (isAsked, isHalved, isNamed) = (false, false, false);
        return call =>
        {
            isAsked |= call.Receives("POST /api/learn");
            isNamed |= call.IsOver && call.Names(CallName.Unlink, Temporary);
            if (point == Point.HalfWritten && !isHalved && call.Writes(Temporary))
            {
                isHalved = true;
                return Fate.Halved;
            }

            return IsReached(call) ? Fate.Killed : Fate.GoesOn;
        };

        bool IsReached(SystemCall call) => point switch
        {
            Point.Asked => isAsked && call.Writes(Log),
            Point.Begun => call.Names(CallName.OpenAt, Temporary),
            Point.HalfWritten => call.Writes(Temporary),
            Point.Written => call.Forces(Temporary),
            Point.Forced => !call.IsOver && call.Names(CallName.Link, Temporary),
            Point.Placed => call.IsOver && call.Names(CallName.Link, Temporary),
            Point.NotStored => isNamed && call.Writes(Log),
            Point.Stored => isNamed && call.Writes(Log) && isStored(),
            Point.NotAnswered => call.Answers("HTTP/1.1 200"),
            _ => throw new ArgumentOutOfRangeException(nameof(point), point, null),
        };
    }

    // Short enough that all of it is in its name.
    private static string Text(string name) => $"The {name} note,\nto its end.";

    private static async Task<string> LearnAsync(World world, string pattern)
    {
        using var response = await world.Host.Http.PostAsJsonAsync("/api/learn", new { pattern });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    private static bool IsTemporary(string file) => file.EndsWith(Temporary, StringComparison.Ordinal);

    private static IEnumerable<string> Files(string folder) => Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    private static SortedDictionary<string, string> Documents(World world) => new(
        BothStores.Query(world.DataDir, "select id, content from oracle_documents").ToDictionary(row => (string)row[0]!, row => (string)row[1]!), StringComparer.Ordinal);
}
