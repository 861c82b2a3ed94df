using System.Runtime.ExceptionServices;

namespace Unrolled.Training;

/// <summary>Work that is divided into numbered items, each of which any thread may run.</summary>
internal interface IParallelWork
{
    /// <summary>Runs one item.</summary>
    /// <param name="item">Which one.</param>
    /// <param name="thread">Which of the pool's threads runs it: 0 is the caller. No two items run on one thread at once.</param>
    void Run(int item, int thread);
}

/// <summary>
/// Threads that wait for work between steps. The caller works along; the others are background threads, so they never
/// keep a process alive, and they do not refer to this object, so a pool that was forgotten is collected and stops
/// them.
/// </summary>
internal sealed class WorkerPool : IDisposable
{
    private readonly SharedWork _shared;
    private readonly Gate[] _gates;

    /// <summary>Starts <paramref name="threads"/> - 1 threads.</summary>
    public WorkerPool(int threads)
    {
        // With more threads than processors a spinning thread keeps a working one from running.
        TimeSpan spin = threads <= Environment.ProcessorCount ? TimeSpan.FromMicroseconds(50) : TimeSpan.Zero;
        _shared = new SharedWork(spin, threads);
        _gates = new Gate[threads - 1];
        for (int i = 0; i < _gates.Length; i++)
            _gates[i] = Start(_shared, new Gate(spin), thread: i + 1);
    }

    /// <summary>Stops the threads of a pool that nobody disposed.</summary>
    ~WorkerPool() => Stop();

    /// <summary>The caller and the threads of this pool.</summary>
    public int Threads => _gates.Length + 1;

    /// <summary>How many threads share that many items, the caller always among them.</summary>
    public int Participants(int items) => Math.Clamp(items, 1, Threads);

    /// <summary>Runs items 0 to <paramref name="items"/> - 1 and returns when all are done. Allocates nothing.</summary>
    /// <param name="work">The work.</param>
    /// <param name="items">How many items it has.</param>
    /// <param name="fewest">Items that are worth waking a thread for: small work is done before it comes.</param>
    /// <exception cref="Exception">What the first failing item threw; the items that had not begun are left out.</exception>
    public void Run(IParallelWork work, int items, int fewest = 1)
    {
        int helpers = Participants(items / fewest) - 1;
        _shared.Begin(work, items, helpers);
        for (int i = 0; i < helpers; i++)
            _gates[i].Open();
        _shared.RunItems(thread: 0);
        int late = 0;
        for (int i = 0; i < helpers; i++)
            late += _gates[i].TryClose() ? 1 : 0;
        Exception? failure = _shared.End(late);
        GC.KeepAlive(this);
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Stops the threads; not while <see cref="Run"/> runs. A second call does nothing.</summary>
    public void Dispose()
    {
        Stop();
        GC.SuppressFinalize(this);
    }

    // The finalizer comes here too where starting a thread failed, and then finds gates missing.
    private void Stop()
    {
        _shared.Stopping = true;
        foreach (Gate? gate in _gates)
            gate?.Open();
    }

    private static Gate Start(SharedWork shared, Gate gate, int thread)
    {
        new Thread(() => shared.Serve(gate, thread)) { IsBackground = true, Name = $"Unrolled worker {thread}" }.Start();
        return gate;
    }

    /// <summary>What the threads of a pool have in common.</summary>
    private sealed class SharedWork(TimeSpan spin, int threads)
    {
        private readonly Gate _done = new(spin);
        private readonly WorkShares _shares = new(threads);
        private IParallelWork? _work;
        private int _busy;
        private Exception? _failure;

        public volatile bool Stopping;

        public void Begin(IParallelWork work, int items, int helpers)
        {
            _work = work;
            _shares.Divide(items, helpers + 1);
            _busy = helpers + 1;
        }

        /// <summary>Waits for the helpers, but for those that never came in time to be needed.</summary>
        public Exception? End(int late)
        {
            if (Interlocked.Add(ref _busy, -(late + 1)) != 0)
                _done.Pass();
            Exception? failure = _failure;
            _failure = null;
            // Waiting threads would otherwise keep the trainer and its network alive.
            _work = null;
            return failure;
        }

        public void Serve(Gate gate, int thread)
        {
            while (true)
            {
                gate.Pass();
                if (Stopping)
                    return;
                RunItems(thread);
                if (Interlocked.Decrement(ref _busy) == 0)
                    _done.Open();
            }
        }

        public void RunItems(int thread)
        {
            try
            {
                while (_shares.Take(thread) is var item and >= 0)
                    _work!.Run(item, thread);
            }
            catch (Exception failure)
            {
                Interlocked.CompareExchange(ref _failure, failure, null);
                _shares.Clear();
            }
        }
    }
}
