namespace Oracle.ManagedChroma;

/// <summary>The server could not be started; the message says why and what to do.</summary>
internal sealed class ChromaStartException(string message) : Exception(message);
