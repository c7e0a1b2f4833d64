using System.Text;

namespace Oracle.Chaos.Tests.Kills.SystemCalls;

/// <summary>System calls by their numbers on x86-64.</summary>
internal enum CallName : ulong
{
    Write = 1,
    WriteAt = 18,
    SendTo = 44,
    ReceiveFrom = 45,
    SendMessage = 46,
    ReceiveMessage = 47,
    Sync = 74,
    SyncData = 75,
    Link = 86,
    Unlink = 87,
    OpenAt = 257,
}

/// <summary>A system call of the host's, at its beginning or, when it is over, before the host sees what came of it.</summary>
internal sealed record SystemCall(int Process, CallName Name, IReadOnlyList<ulong> Arguments, bool IsOver, long Result)
{
    private const int LongestPath = 4_096;

    /// <summary>Whether it writes to a file whose path ends so.</summary>
    public bool Writes(string file) => Name is CallName.Write or CallName.WriteAt && !IsOver && File.EndsWith(file, StringComparison.Ordinal);

    /// <summary>Whether it forces a file to disk whose path ends so.</summary>
    public bool Forces(string file) => Name is CallName.Sync or CallName.SyncData && !IsOver && File.EndsWith(file, StringComparison.Ordinal);

    /// <summary>Whether it names a file whose path ends so, as its first argument or, where a folder comes first, as its second.</summary>
    public bool Names(CallName name, string file) =>
        Name == name && Path.EndsWith(file, StringComparison.Ordinal);

    /// <summary>Whether it sends an answer that begins so.</summary>
    public bool Answers(string beginning) => !IsOver && Name is CallName.SendTo or CallName.SendMessage && Transfers(beginning);

    /// <summary>Whether a request that begins so has come with it.</summary>
    public bool Receives(string beginning) => IsOver && Result > 0 && Name is CallName.ReceiveFrom or CallName.ReceiveMessage && Transfers(beginning);

    /// <inheritdoc />
    public override string ToString() => $"{Name} {(Name is CallName.OpenAt or CallName.Link or CallName.Unlink ? Path : File)}{(IsOver ? $": {Result}" : "")}";

    private string Path => TextAt(Arguments[Name == CallName.OpenAt ? 1 : 0], LongestPath).Split('\0')[0];

    // Of what was closed since, by another thread, nothing is known.
    private string File => new FileInfo($"/proc/{Process}/fd/{Arguments[0]}").LinkTarget ?? "";

    // struct msghdr: the parts are an array of addresses and lengths, whose own address stands third.
    private bool Transfers(string beginning) => TextAt(
        Name is CallName.SendTo or CallName.ReceiveFrom ? Arguments[1] : NumberAt(NumberAt(Arguments[1] + 16)), beginning.Length) == beginning;

    private ulong NumberAt(ulong address) => BitConverter.ToUInt64(BytesAt(address, sizeof(ulong)));

    private string TextAt(ulong address, int length) => Encoding.UTF8.GetString(BytesAt(address, length));

    private byte[] BytesAt(ulong address, int length)
    {
        var bytes = new byte[length];
        using var memory = System.IO.File.OpenHandle($"/proc/{Process}/mem");
        // A shorter text may stand at the end of what can be read.
        var read = RandomAccess.Read(memory, bytes, (long)address);
        return read < length && length == sizeof(ulong) ? new byte[length] : bytes[..read];
    }
}
