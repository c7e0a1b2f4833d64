using System.Globalization;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Oracle.Documents.Sqlite;

/// <summary>
/// The ids of a section's passages behind the first are <c>{section}~2</c>, <c>{section}~3</c> and so on. A number that
/// somebody else's document has is passed over (contract, section 5): a file must not overwrite what was posted.
/// </summary>
internal static class PassageNumbers
{
    /// <summary>For the drafts of one file: the ids that are taken, each with the one that its passage gets instead.</summary>
    public static IReadOnlyDictionary<string, string> PassedOver(SqliteConnection connection, string sourceFile, IReadOnlyList<DocumentDraft> drafts)
    {
        var others = new Dictionary<string, string>(StringComparer.Ordinal);
        var passedOver = 0;
        foreach (var draft in drafts)
        {
            if (NumberOf(draft) is not { } number)
            {
                passedOver = 0;
                continue;
            }

            while (IsElsewhere(connection, WithNumber(draft.Id, number + passedOver), sourceFile))
                passedOver++;
            if (passedOver > 0)
                others[draft.Id] = WithNumber(draft.Id, number + passedOver);
        }

        return others;
    }

    private static int? NumberOf(DocumentDraft draft) =>
        draft.Labels.SectionId is { } section && draft.Id != section
        && int.TryParse(draft.Id.AsSpan(draft.Id.LastIndexOf('~') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    // The number may have a digit more than the one it replaces; an id that has no room for it loses a character before it.
    private static string WithNumber(string id, int number)
    {
        var section = id.AsSpan(0, id.LastIndexOf('~'));
        var suffix = string.Create(CultureInfo.InvariantCulture, $"~{number}");
        while (Encoding.UTF8.GetByteCount(section) + suffix.Length > DocumentRules.MaxIdBytes)
        {
            _ = Rune.DecodeLastFromUtf16(section, out _, out var last);
            section = section[..^last];
        }

        return $"{section}{suffix}";
    }

    private static bool IsElsewhere(SqliteConnection connection, string id, string sourceFile) => connection.ExecuteScalar<bool>(
        """
        select exists (select 1 from oracle_documents
          where id = @id and deleted_at is null and (source_file <> @sourceFile or (created_by is not @Indexer and imported_at is null)))
        """, new { id, sourceFile, DocumentDraft.Indexer });
}
