using Unrolled.Fuzz;

namespace Unrolled.Samples.Tests;

/// <summary>A way to wear out the service over one connection, until it is closed or the time is over.</summary>
/// <param name="Name">What it does.</param>
/// <param name="Run">Does it once with a fresh connection, and gives the answer's first line, or nothing.</param>
internal sealed record ServiceAttack(string Name, Func<RawClient, CancellationToken, Task<string>> Run)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    private static readonly byte[][] s_bombs =
    [
        Bomb(2000, 2000, bits: 16, type: 6, new byte[2000 * 16001]),
        Bomb(16384, 244, bits: 8, type: 0, new byte[244 * 16385]),
        Bomb(512, 512, bits: 16, type: 6, new byte[512 * 4097]),
        Bomb(28, 28, bits: 8, type: 0, new byte[100_000_000]),
        Pngs.File(("CgBI", [0x50, 0, 0x20, 2]), ("IHDR", Pngs.Header(28, 28, bits: 8, type: 0)), ("IEND", [])),
    ];

    public static readonly ServiceAttack[] All =
    [
        new("slow heads", static (client, cancel) => Drip(client, "POST /classify HTTP/1.1\r\nHost: ", cancel)),
        new("slow small bodies", static (client, cancel) => Drip(client, RawClient.Head("Content-Length: 8000"), cancel)),
        new("large bodies that stop", static (client, cancel) => Stop(client, "Content-Length: 1048576", new byte[1_000_000], cancel)),
        new("chunked bodies that stop", static (client, cancel) => Stop(client, "Transfer-Encoding: chunked", Chunk(8_000), cancel)),
        new("idle connections", static (client, cancel) => client.Answer(cancel)),
        new("picture bombs", Explode),
    ];

    /// <summary>A byte now and then, until there is an answer.</summary>
    private static async Task<string> Drip(RawClient client, string head, CancellationToken cancel)
    {
        await client.Send(head, cancel);
        Task<string> answer = client.Answer(cancel);
        while (await Task.WhenAny(answer, Task.Delay(s_pause, cancel)) != answer)
            await client.Send("x", cancel);
        return await answer;
    }

    private static async Task<string> Stop(RawClient client, string length, byte[] body, CancellationToken cancel)
    {
        await client.Send(RawClient.Head(length), cancel);
        Task<string> answer = client.Answer(cancel);
        await Task.WhenAny(answer, client.Send(body, cancel).AsTask());
        return await answer;
    }

    private static async Task<string> Explode(RawClient client, CancellationToken cancel)
    {
        byte[] bomb = s_bombs[Random.Shared.Next(s_bombs.Length)];
        await client.Send(RawClient.Head($"Content-Length: {bomb.Length}"), cancel);
        await client.Send(bomb, cancel);
        return await client.Answer(cancel);
    }

    private static byte[] Bomb(int width, int height, int bits, int type, byte[] content) =>
        Pngs.File(("IHDR", Pngs.Header(width, height, bits, type)), ("IDAT", Pngs.Zlib(content)), ("IEND", []));

    private static byte[] Chunk(int length) => [.. System.Text.Encoding.ASCII.GetBytes($"{length:x}\r\n"), .. new byte[length]];
}
