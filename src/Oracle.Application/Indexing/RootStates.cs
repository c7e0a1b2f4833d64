using System.Text.Json;
using Oracle.Api;
using Oracle.Api.Roots;
using Oracle.Documents;
using Oracle.Vaults;

namespace Oracle.Application.Indexing;

/// <summary>What is kept of roots, as text and back, and what they are called.</summary>
internal static class RootStates
{
    /// <summary>What is kept of it; that of a new root where it cannot be read.</summary>
    public static RootState Of(Root root)
    {
        try
        {
            return JsonSerializer.Deserialize<RootState>(root.State, ApiJson.Options) ?? RootState.New;
        }
        catch (JsonException)
        {
            return RootState.New;
        }
    }

    public static string Text(RootState state) => JsonSerializer.Serialize(state, ApiJson.Options);

    public static string NameOf(Root root) => root.Name.Length == 0 ? RootName.First : root.Name;

    /// <summary>The root of this name or path, or null.</summary>
    public static Root? Find(IEnumerable<Root> roots, string name) =>
        roots.FirstOrDefault(root => NameOf(root) == name || root.Name == name || root.Path == Path.TrimEndingDirectorySeparator(name));

    /// <summary>The folder as it is read: what lies in it is its own, but for other roots.</summary>
    public static VaultRoot Folder(Root root, IReadOnlyList<Root> all, bool keepsLearnedIds = false) => new(root.Path, root.Prefix)
    {
        KeepsLearnedIds = keepsLearnedIds,
        Excluded = root.Excluded,
        FollowsLinks = root.FollowsLinks,
        InnerRoots = [.. all.Where(other => other.Name != root.Name && other.Path != root.Path && root.Contains(other.Path, other.RealPath ?? other.Path))
            .SelectMany(other => new[] { other.Path, other.RealPath }.OfType<string>()).Distinct(StringComparer.Ordinal)],
        OtherRoots = [.. all.Where(other => other.Name != root.Name).Select(other => other.RealPath ?? other.Path)],
        OtherNames = [.. all.Where(other => other.Name != root.Name && other.Name.Length > 0).Select(other => other.Name)],
    };
}
