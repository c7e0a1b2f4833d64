using System.Text.Json;
using System.Text.Json.Serialization;

namespace Oracle.Host.Mcp;

/// <summary>A message of the Model Context Protocol (JSON-RPC 2.0), as <c>/openapi/v1.json</c> shows it; the protocol's own specification says what may stand in it.</summary>
/// <param name="Jsonrpc">Always <c>2.0</c>.</param>
/// <param name="Method">Such as <c>tools/call</c>.</param>
/// <param name="Id">Of the request, a text or a number; absent in a notification, which gets no answer.</param>
/// <param name="Params">What the method takes.</param>
public sealed record McpMessage(
    string Jsonrpc, string Method, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Id = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Params = null);

/// <summary>A message of the protocol that says why it was not taken.</summary>
/// <param name="Jsonrpc">Always <c>2.0</c>.</param>
/// <param name="Id">Of the request; null where it could not be read.</param>
/// <param name="Error">Why.</param>
public sealed record McpRefusal(string Jsonrpc, JsonElement? Id, McpError Error);

/// <summary>Why a message was not taken.</summary>
/// <param name="Code">Of JSON-RPC.</param>
/// <param name="Message">In words.</param>
public sealed record McpError(int Code, string Message);
