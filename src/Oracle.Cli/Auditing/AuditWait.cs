using System.Text.Json;
using Oracle.Api.Auditing;
using Oracle.Cli.Connecting;

namespace Oracle.Cli.Auditing;

/// <summary>Waits for an audit to end.</summary>
internal static class AuditWait
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <summary>How it ended. It ends by itself, also when Chroma stays away.</summary>
    public static async Task<JsonElement> UntilDoneAsync(OracleApi api, AuditAnswer begun, Action<AuditAnswer> seen, TimeProvider time, CancellationToken ct)
    {
        var pause = First;
        while (true)
        {
            var answer = await api.GetAsync("api/audit", ct);
            var audit = OracleApi.Read<AuditAnswer>(answer);
            seen(audit);
            if (audit.StartedAt != begun.StartedAt)
            {
                throw new CommandFailedException(ExitCodes.Failed, "the audit was cut short; the host's log says why");
            }
            if (!audit.IsRunning)
            {
                return answer;
            }
            await Task.Delay(pause, time, ct);
            pause = pause * 1.5 < Longest ? pause * 1.5 : Longest;
        }
    }
}
