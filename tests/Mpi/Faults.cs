using System.Diagnostics;

namespace Unrolled.Mpi.Tests;

/// <summary>One rank fails in some way in the middle of a ring's steps, and all others say so.</summary>
internal static unsafe class Faults
{
    private const int Steps = 1_000_000, FailsAt = 50;

    private const string FallsShort = "falls short";

    // With which the rank ends that leaves; of exit codes that differ MPICH's launcher may take any, 0 too.
    private const int Left = 3;

    /// <summary>Goes round until a rank fails.</summary>
    /// <returns>The exit code of a rank that leaves the others.</returns>
    public static int Bring(MpiExchange world, Options options)
    {
        (string kind, int culprit) = options.Words is [var word, var rank]
            ? (word, int.Parse(rank))
            : throw new ArgumentException("fault expects a kind and a rank.");
        Console.WriteLine($"process {Environment.ProcessId} is rank {world.Rank}");
        int next = (world.Rank + 1) % world.Ranks, last = (world.Rank + world.Ranks - 1) % world.Ranks;
        using Bytes sent = new Bytes(100_000).Fill(world.Rank, next, 0), received = new(100_000);
        for (int step = 0; step < Steps; step++)
        {
            if (world.Rank == culprit && step == FailsAt && !Befall(world, kind))
                return Left;
            nint count = world.Rank == culprit && step == FailsAt && kind == FallsShort ? sent.Count - 1 : sent.Count;
            int receive = world.Receive(last, received.First, received.Count), send = world.Send(next, sent.First, count);
            world.Complete(receive);
            world.Complete(send);
            Thread.Sleep(1);
        }
        return 0;
    }

    // Whether the rank goes on.
    private static bool Befall(MpiExchange world, string kind)
    {
        switch (kind)
        {
            case "fails":
                world.Fail("its disk is full.");
                return true;
            case FallsShort:
                return true;
            case "hangs":
                Thread.Sleep(Timeout.Infinite);
                return true;
            case "leaves":
                return false;
            case "throws":
                // As in a program that catches nothing, whose exchange nobody disposes of.
                var thread = new Thread(static () => throw new NotSupportedException("nobody catches this"));
                thread.Start();
                thread.Join();
                return true;
            case "dies":
                Process.GetCurrentProcess().Kill();
                return true;
            case "breaks off":
                byte one = 1;
                world.Receive((world.Rank + 1) % world.Ranks, &one, 1);
                return false;
            default:
                throw new ArgumentException($"'{kind}' is no fault.");
        }
    }
}
