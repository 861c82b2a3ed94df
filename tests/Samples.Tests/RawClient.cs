using System.Net.Sockets;
using System.Text;

namespace Unrolled.Samples.Tests;

/// <summary>A client that sends its bytes when it likes.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly TcpClient _tcp = new() { NoDelay = true };

    public static async Task<RawClient> Connect(Uri address, CancellationToken cancel = default)
    {
        var client = new RawClient();
        try
        {
            await client._tcp.ConnectAsync(address.Host, address.Port, cancel);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>The head of a request for a picture's digit.</summary>
    public static string Head(string length, string type = "image/png") =>
        $"POST /classify HTTP/1.1\r\nHost: service\r\nContent-Type: {type}\r\n{length}\r\n\r\n";

    public ValueTask Send(string text, CancellationToken cancel = default) => Send(Encoding.ASCII.GetBytes(text), cancel);

    public ValueTask Send(ReadOnlyMemory<byte> bytes, CancellationToken cancel = default) => _tcp.GetStream().WriteAsync(bytes, cancel);

    /// <summary>What comes as an answer, as far as one piece has it; nothing if the connection was closed.</summary>
    public async Task<string> Answer(CancellationToken cancel = default)
    {
        var piece = new byte[4096];
        int length = await _tcp.GetStream().ReadAsync(piece, cancel);
        return Encoding.UTF8.GetString(piece, 0, length);
    }

    public void Dispose() => _tcp.Dispose();
}
