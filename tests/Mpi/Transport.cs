using System.Diagnostics;

namespace Unrolled.Mpi.Tests;

/// <summary>Messages of all sizes between all ranks, many under way at once, come whole and in order.</summary>
internal static unsafe class Transport
{
    private static readonly nint[] s_sizes = [1, 2, 3, 7, 64, 1000, 4097, 65_537, 1_000_003, 20_000_001];

    public static void Check(MpiExchange world, Options options)
    {
        Refusals(world);
        world.Piece = options.Number("--piece", world.Piece);
        Sizes(world);
        Storm(world, messages: 300);
        Order(world);
        long allocated = Repeats(world);
        if (allocated > 0)
            throw new InvalidDataException($"{allocated} bytes were allocated by messages of a kind that had been sent before.");
        if (options.Text("--huge") is not null)
            Huge(world, options.Number("--huge", 0));
        if (world.Rank == 0)
            Console.WriteLine("transport: well");
    }

    private static void Refusals(MpiExchange world)
    {
        using var one = new Bytes(1);
        Throws<ArgumentOutOfRangeException>(() => world.Send(world.Rank, one.First, 1));
        Throws<ArgumentOutOfRangeException>(() => world.Receive(world.Ranks, one.First, 1));
        Throws<ArgumentOutOfRangeException>(() => world.Receive(-1, one.First, 1));
        Throws<ArgumentOutOfRangeException>(() => world.Complete(0));
        Throws<InvalidOperationException>(() => MpiExchange.Start());
        if (world.Ranks > 1)
            Throws<ArgumentOutOfRangeException>(() => world.Send((world.Rank + 1) % world.Ranks, one.First, 0));
        try
        {
            _ = Nothing()!.Length;
        }
        catch (NullReferenceException)
        {
            // As .NET makes of a signal, for which the library may have set a handler.
            return;
        }
        throw new InvalidDataException("A null reference went unnoticed.");

        static string? Nothing() => Environment.GetEnvironmentVariable("UNROLLED_NO_SUCH_VARIABLE");
    }

    // Each pair both ways at once, size by size.
    private static void Sizes(MpiExchange world)
    {
        for (int a = 0; a < world.Ranks; a++)
        {
            for (int b = 0; b < a; b++)
            {
                if (world.Rank != a && world.Rank != b)
                    continue;
                int other = world.Rank == a ? b : a, number = 0;
                foreach (nint size in s_sizes)
                {
                    using Bytes sent = new Bytes(size).Fill(world.Rank, other, number), received = new(size);
                    int receive = world.Receive(other, received.First, size), send = world.Send(other, sent.First, size);
                    world.Complete(receive);
                    world.Complete(send);
                    received.Expect(other, world.Rank, number++);
                }
            }
        }
    }

    // Many under way at once, of random sizes, between all; completed in another order than they began.
    private static void Storm(MpiExchange world, int messages)
    {
        var started = new List<(int Operation, Bytes Bytes, int Other, int Number, bool IsReceive)>();
        for (int number = 0; number < messages; number++)
        {
            // The same on both sides.
            var random = new Random(number);
            int from = random.Next(world.Ranks), to = random.Next(world.Ranks);
            var size = (nint)Math.Exp(random.NextDouble() * Math.Log(300_000));
            if (from == to || (from != world.Rank && to != world.Rank))
                continue;
            bool isReceive = to == world.Rank;
            int other = isReceive ? from : to;
            Bytes bytes = isReceive ? new(size) : new Bytes(size).Fill(from, to, number);
            int operation = isReceive ? world.Receive(other, bytes.First, size) : world.Send(other, bytes.First, size);
            started.Add((operation, bytes, other, number, isReceive));
        }
        var order = new Random(world.Rank);
        foreach (var (operation, bytes, other, number, isReceive) in started.OrderBy(_ => order.Next()))
        {
            world.Complete(operation);
            if (isReceive)
                bytes.Expect(other, world.Rank, number);
            bytes.Dispose();
        }
    }

    // What is sent first, a large one, is received first.
    private static void Order(MpiExchange world)
    {
        nint[] sizes = [3_000_000, 1, 70_000, 2];
        for (int other = 0; other < world.Ranks; other++)
        {
            if (other == world.Rank)
                continue;
            Bytes[] sent = [.. sizes.Select((size, i) => new Bytes(size).Fill(world.Rank, other, i))];
            Bytes[] received = [.. sizes.Select(static size => new Bytes(size))];
            int[] operations =
            [
                .. sent.Select(bytes => world.Send(other, bytes.First, bytes.Count)),
                .. received.Select(bytes => world.Receive(other, bytes.First, bytes.Count)),
            ];
            foreach (int operation in operations)
                world.Complete(operation);
            for (int i = 0; i < sizes.Length; i++)
                received[i].Expect(other, world.Rank, i);
            foreach (Bytes bytes in sent.Concat(received))
                bytes.Dispose();
        }
    }

    // A ring's steps, as many a second as there may be.
    private static long Repeats(MpiExchange world)
    {
        if (world.Ranks == 1)
            return 0;
        int next = (world.Rank + 1) % world.Ranks, last = (world.Rank + world.Ranks - 1) % world.Ranks;
        using Bytes sent = new Bytes(4096).Fill(world.Rank, next, 0), received = new(4096);
        long before = 0;
        var watch = new Stopwatch();
        for (int turn = -10; turn < 200; turn++)
        {
            if (turn == 0)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
                watch.Start();
            }
            int receive = world.Receive(last, received.First, received.Count), send = world.Send(next, sent.First, sent.Count);
            world.Complete(send);
            world.Complete(receive);
        }
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        received.Expect(last, world.Rank, 0);
        if (world.Rank == 0)
            Console.WriteLine($"a step of a ring, 4 KB: {watch.Elapsed.TotalMicroseconds / 200:F1} µs");
        return allocated;
    }

    // More than the library counts in a call.
    private static void Huge(MpiExchange world, int megabytes)
    {
        nint size = ((nint)megabytes << 20) + 1;
        if (world.Rank > 1)
            return;
        using Bytes bytes = new(size);
        if (world.Rank == 0)
            bytes.Fill(0, 1, 0);
        world.Complete(world.Rank == 0 ? world.Send(1, bytes.First, size) : world.Receive(0, bytes.First, size));
        if (world.Rank == 1)
            bytes.Expect(0, 1, 0);
    }

    private static void Throws<TException>(Action action) where TException : Exception
    {
        try
        {
            action();
        }
        catch (TException)
        {
            return;
        }
        throw new InvalidDataException($"No {typeof(TException).Name} was thrown.");
    }
}
