using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Oracle.Cli.Doctor;

/// <summary>Whether the host can listen where it is told to.</summary>
internal static class PortCheck
{
    private const string Name = "port";
    private const string Default = "47778";

    /// <param name="environment">The settings.</param>
    /// <param name="ours">The port that the running host of this data directory answers at, if there is one.</param>
    public static Finding Look(Func<string, string?> environment, int? ours)
    {
        var text = environment.FirstOf("ORACLE_PORT", "Oracle__Http__Port") ?? Default;
        if (!ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return new(Name, Verdict.Fail, $"ORACLE_PORT is '{text}'; a number from 0 to 65535 is allowed", $"export ORACLE_PORT={Default}");
        }
        if (port == ours)
        {
            return new(Name, Verdict.Ok, $"{port}, where the running host listens");
        }
        return IsFree(port)
            ? new(Name, Verdict.Ok, $"{port} is free")
            : new(Name, Verdict.Fail, $"another program listens on {port}", "./oracle up --port 0, or set ORACLE_PORT to a free one");
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
