using Akka.Actor;
using Oracle.Actors.Syncing;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Auditing;

/// <summary>What Auditor works with.</summary>
/// <param name="Auditing">What Chroma should hold.</param>
/// <param name="Reconciliation">Which documents there are.</param>
/// <param name="Vectors">Chroma.</param>
/// <param name="Embedder">Makes the vectors that a collection should hold.</param>
/// <param name="ChromaSync">Looks again between writes, and mends.</param>
/// <param name="Reindexer">Builds a broken index anew.</param>
internal sealed record AuditParts(
    IAuditing Auditing, IReconciliation Reconciliation, IVectorStore Vectors, EmbedderOf Embedder, IActorRef ChromaSync, IActorRef Reindexer);
