namespace Oracle.Testing;

/// <summary>What the kernel knows of connections on this machine.</summary>
public static class Sockets
{
    /// <summary>True when a server has bytes it has not read: a request to a stopped server is on its way. (proc(5), net/tcp: rx_queue in hex.)</summary>
    public static bool HasUnread(int port)
    {
        var local = $":{port:X4}";
        return File.ReadLines("/proc/net/tcp").Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(fields => fields[1].EndsWith(local, StringComparison.Ordinal) && fields[3] == "01" && Convert.ToInt64(fields[4].Split(':')[1], 16) > 0);
    }
}
