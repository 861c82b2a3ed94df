using System.Runtime.CompilerServices;
using Unrolled.Training;

namespace Unrolled.Tests.Training;

public class WorkerPoolTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(8)]
    public void Every_item_runs_once_in_every_run(int threads)
    {
        using var pool = new WorkerPool(threads);
        var work = new Counting();
        for (int run = 0; run < 3000; run++)
        {
            int items = run % 20;
            Array.Clear(work.Runs);
            pool.Run(work, items);
            Assert.All(work.Runs.Select((n, item) => (n, item)), r => Assert.Equal(r.item < items ? 1 : 0, r.n));
            // Sometimes long enough for the threads to fall asleep.
            if (run % 500 == 0)
                Thread.Sleep(2);
        }
    }

    [Fact]
    public void Helpers_really_help()
    {
        using var pool = new WorkerPool(3);
        var work = new Meeting(3);
        pool.Run(work, 3);
        Assert.Equal([0, 1, 2], work.Threads.Order());
    }

    [Fact]
    public void What_a_helper_throws_reaches_the_caller_and_the_pool_lives_on()
    {
        using var pool = new WorkerPool(2);
        for (int run = 0; run < 100; run++)
        {
            Assert.Equal("on thread 1", Assert.Throws<InvalidDataException>(() => pool.Run(new Failing(1), 2)).Message);
            Assert.Equal("on thread 0", Assert.Throws<InvalidDataException>(() => pool.Run(new Failing(0), 2)).Message);
            var work = new Counting();
            pool.Run(work, 20);
            Assert.All(work.Runs, n => Assert.Equal(1, n));
        }
    }

    [Fact]
    public void A_forgotten_pool_is_collected()
    {
        WeakReference forgotten = Forget();
        for (int i = 0; i < 100 && forgotten.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(1);
        }
        Assert.False(forgotten.IsAlive);
    }

    [Fact]
    public void Disposing_twice_is_fine()
    {
        var pool = new WorkerPool(3);
        pool.Dispose();
        pool.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Forget()
    {
        var pool = new WorkerPool(3);
        pool.Run(new Counting(), 20);
        return new WeakReference(pool);
    }

    private sealed class Counting : IParallelWork
    {
        public int[] Runs { get; } = new int[20];

        public void Run(int item, int thread) => Interlocked.Increment(ref Runs[item]);
    }

    /// <summary>Items that end only when as many threads are at it.</summary>
    private sealed class Meeting(int count) : IParallelWork
    {
        private readonly CountdownEvent _missing = new(count);

        public int[] Threads { get; } = new int[count];

        public void Run(int item, int thread)
        {
            Threads[item] = thread;
            _missing.Signal();
            Assert.True(_missing.Wait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        }
    }

    private sealed class Failing(int failing) : IParallelWork
    {
        private readonly CountdownEvent _missing = new(2);

        public void Run(int item, int thread)
        {
            _missing.Signal();
            _missing.Wait(TimeSpan.FromMinutes(1));
            if (thread == failing)
                throw new InvalidDataException($"on thread {thread}");
        }
    }
}
