using System.Text.Json;
using Oracle.Api.Auditing;

namespace Oracle.Host.Http;

/// <summary>The body of <c>POST /api/audit</c>.</summary>
internal static class AuditRequest
{
    /// <summary>What is asked for; without a body, an audit that changes nothing.</summary>
    /// <exception cref="BadParameterException">Says which field is wrong.</exception>
    public static async Task<AuditOrder> ReadAsync(HttpRequest request)
    {
        using var body = await JsonBody.ReadIfAnyAsync(request);
        if (body is null)
            return new AuditOrder();
        if (body.RootElement.ValueKind != JsonValueKind.Object)
            throw new BadParameterException("The body is not an object: {repair?:true|false, force?:true|false, probe?:number|\"all\"}.");
        try
        {
            return new AuditOrder(Flag(body.RootElement, "repair"), Flag(body.RootElement, "force"), Probe(body.RootElement));
        }
        catch (InvalidOperationException)
        {
            // Looking a field up unescapes the names of all, and a text is unescaped too.
            throw new BadParameterException("A name or text is not valid Unicode (a lone surrogate).");
        }
    }

    private static bool Flag(JsonElement body, string name) => body.TryGetProperty(name, out var flag) && flag.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False or JsonValueKind.Null => false,
        _ => throw new BadParameterException($"{name}: is neither true nor false"),
    };

    private static int? Probe(JsonElement body) => !body.TryGetProperty("probe", out var probe) ? null : probe.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String when probe.GetString() == "all" => null,
        JsonValueKind.Number when probe.TryGetInt32(out var number) && number >= 0 => number,
        _ => throw new BadParameterException($"probe: is neither a whole number from 0 to {int.MaxValue} nor \"all\""),
    };
}
