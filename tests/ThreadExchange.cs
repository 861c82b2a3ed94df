namespace Unrolled.Tests;

/// <summary>Ranks that are threads of this process.</summary>
internal sealed unsafe class ThreadExchange : IGradientExchange
{
    private readonly Hub _hub;
    private readonly List<Operation> _operations = [];

    private ThreadExchange(Hub hub, int rank) => (_hub, Rank) = (hub, rank);

    public int Rank { get; }

    public int Ranks => _hub.Ranks;

    /// <summary>Bytes that this rank has sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Messages that this rank has sent.</summary>
    public long Messages { get; private set; }

    /// <summary>Called before each message with how many there were; for ranks that break down.</summary>
    public Action<long>? BeforeMessage { get; set; }

    /// <summary>Runs something on all ranks at once, and tells what became of each: its result, or the exception that ended it.</summary>
    public static (TResult? Result, Exception? Failure)[] Try<TResult>(int ranks, Func<ThreadExchange, TResult> run)
    {
        var hub = new Hub(ranks);
        var results = new (TResult?, Exception?)[ranks];
        Thread[] threads = [.. Enumerable.Range(0, ranks).Select(rank => new Thread(() =>
        {
            try
            {
                results[rank] = (run(new ThreadExchange(hub, rank)), null);
            }
            catch (Exception failure)
            {
                results[rank] = (default, failure);
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        return results;
    }

    /// <summary>The same, where none may fail.</summary>
    public static TResult[] Run<TResult>(int ranks, Func<ThreadExchange, TResult> run)
    {
        (TResult? Result, Exception? Failure)[] all = Try(ranks, run);
        // What the others say of a failure is only that there was one.
        Exception[] failures = [.. all.Select(static one => one.Failure).OfType<Exception>().OrderBy(static e => e is ExchangeException)];
        return failures.Length == 0
            ? [.. all.Select(static one => one.Result!)]
            : throw new InvalidOperationException("A rank failed.", failures[0]);
    }

    public int Send(int rank, byte* bytes, nint count)
    {
        BeforeMessage?.Invoke(Messages);
        Messages++;
        Sent += count;
        _hub.Put(Rank, rank, new ReadOnlySpan<byte>(bytes, checked((int)count)).ToArray());
        return Add(new Operation(rank, null, 0) { Done = true });
    }

    public int Receive(int rank, byte* bytes, nint count) => Add(new Operation(rank, bytes, count));

    public void Complete(int operation)
    {
        Operation wanted = _operations[operation];
        // What was asked for first of a rank comes first.
        foreach (Operation earlier in _operations.Where(o => !o.Done && o.Rank == wanted.Rank))
        {
            if (wanted.Done)
                break;
            byte[] message = _hub.Take(earlier.Rank, Rank);
            if (message.Length != earlier.Count)
                throw new InvalidOperationException(
                    $"Rank {Rank} expected {earlier.Count} bytes of rank {earlier.Rank}, but got {message.Length}.");
            message.CopyTo(new Span<byte>(earlier.Bytes, message.Length));
            earlier.Done = true;
        }
    }

    public void Fail(string reason) => _hub.Fail(Rank, reason);

    private int Add(Operation operation)
    {
        // Numbers are used again once nothing is open.
        if (_operations.All(static o => o.Done))
            _operations.Clear();
        _operations.Add(operation);
        return _operations.Count - 1;
    }

    private sealed class Operation(int rank, byte* bytes, nint count)
    {
        public int Rank => rank;

        public byte* Bytes => bytes;

        public nint Count => count;

        public bool Done { get; set; }
    }

    private sealed class Hub(int ranks)
    {
        private readonly Dictionary<(int From, int To), Queue<byte[]>> _messages = [];
        private (int Rank, string Reason)? _failure;

        public int Ranks => ranks;

        public void Put(int from, int to, byte[] message)
        {
            lock (_messages)
            {
                Queue(from, to).Enqueue(message);
                Monitor.PulseAll(_messages);
            }
        }

        public byte[] Take(int from, int to)
        {
            lock (_messages)
            {
                Queue<byte[]> queue = Queue(from, to);
                while (queue.Count == 0)
                {
                    if (_failure is { } failure)
                        throw new ExchangeException(failure.Rank, $"Rank {failure.Rank} ended the run: {failure.Reason}");
                    if (!Monitor.Wait(_messages, TimeSpan.FromSeconds(60)))
                        throw new ExchangeException(from, $"Rank {from} sent nothing to rank {to} for 60 s.");
                }
                return queue.Dequeue();
            }
        }

        public void Fail(int rank, string reason)
        {
            lock (_messages)
            {
                _failure ??= (rank, reason);
                Monitor.PulseAll(_messages);
            }
        }

        private Queue<byte[]> Queue(int from, int to)
        {
            if (!_messages.TryGetValue((from, to), out Queue<byte[]>? queue))
                _messages.Add((from, to), queue = new());
            return queue;
        }
    }
}
