namespace Oracle.Documents;

/// <summary>What the store has yet to write.</summary>
public interface IWriteQueue
{
    /// <summary>As it stands; waits for nothing.</summary>
    WriteQueue Read();
}

/// <summary>Requests to write that were not told yet what came of them.</summary>
/// <param name="Waiting">For a later commit.</param>
/// <param name="UnderWay">In the commit that is on its way to the disk.</param>
public sealed record WriteQueue(int Waiting, int UnderWay);
