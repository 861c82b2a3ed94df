namespace Unrolled;

/// <summary>
/// Carries gradients between processes over MPI: the library that is installed, started by its own <c>mpirun</c> or by <c>srun</c>. A
/// process has one, for as long as it trains; a process that no launcher started is a run of one rank.
/// </summary>
/// <remarks>
/// A rank that fails, ends, leaves early or does not answer in time ends the run: every other one gets an
/// <see cref="ExchangeException"/> that names it. Let the program end with an exit code other than 0 then, as it does where nobody
/// catches the exception.
/// </remarks>
public sealed unsafe class MpiExchange : IGradientExchange, IDisposable
{
    private const int Tag = 1;

    // Which the library counts in 32 bits.
    private const int LongestPiece = 1 << 30;

    private static int s_started;

    private readonly MpiFunctions _mpi;
    private readonly nint _comm;
    private readonly MpiPeers _peers;
    private readonly MpiNotices _notices;
    private readonly MpiWatch _watch;
    private readonly MpiOperations _operations = new();
    private bool _isDisposed;

    private MpiExchange(MpiFunctions mpi, nint comm, MpiPeers peers, int ranks, TimeSpan timeout)
    {
        _mpi = mpi;
        _comm = comm;
        _peers = peers;
        Rank = mpi.Rank(comm);
        Ranks = ranks;
        _notices = new(mpi, comm, Rank);
        _watch = new(_notices, peers, Rank, ranks, timeout);
    }

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Ranks { get; }

    /// <summary>How many of the ranks run on this machine, this one included: among them they share its processors.</summary>
    public int LocalRanks => _peers.OnThisMachine;

    /// <summary>The MPI library, as it calls itself: "Open MPI v4.1.4" for instance.</summary>
    public string Library => _mpi.Version;

    /// <summary>The longest message in a call of the library; longer ones are several.</summary>
    internal int Piece { get; set; } = LongestPiece;

    /// <summary>
    /// Starts MPI in this process and meets the other ranks. Which library it is follows from the launcher, where several are installed;
    /// the environment variable <c>UNROLLED_MPI_LIBRARY</c> names another one.
    /// </summary>
    /// <param name="timeout">
    /// How long another rank may let this one wait, such as for its part of a batch or for a checkpoint that it writes; five minutes unless
    /// given, <see cref="Timeout.InfiniteTimeSpan"/> for ever.
    /// </param>
    /// <returns>The connection, which whoever started it disposes of when training is over.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is not greater than 0.</exception>
    /// <exception cref="ExchangeException">There is no MPI library, or it is not the launcher's, or does not start.</exception>
    /// <exception cref="InvalidOperationException">MPI was started in this process before.</exception>
    /// <exception cref="PlatformNotSupportedException">The system is not Linux.</exception>
    public static MpiExchange Start(TimeSpan? timeout = null)
    {
        TimeSpan patience = timeout ?? TimeSpan.FromMinutes(5);
        if (patience <= TimeSpan.Zero && patience != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(
                nameof(timeout), timeout, "Another rank needs more time than none to answer; leave the timeout out for five minutes.");
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException(
                "MpiExchange runs on Linux; train in one process elsewhere, without TrainerOptions.Exchange.");
        if (Interlocked.Exchange(ref s_started, 1) != 0)
            throw new InvalidOperationException("MPI starts once in a process; keep the MpiExchange of the first start for all trainers.");
        return Start(patience);
    }

    /// <inheritdoc/>
    public int Send(int rank, byte* bytes, nint count) => Begin(rank, bytes, count, isReceive: false);

    /// <inheritdoc/>
    public int Receive(int rank, byte* bytes, nint count) => Begin(rank, bytes, count, isReceive: true);

    /// <inheritdoc/>
    public void Complete(int operation)
    {
        ThrowIfUnusable();
        if (!_operations.Contains(operation))
            throw new ArgumentOutOfRangeException(
                nameof(operation), operation, "No such send or receive is under way; pass what Send or Receive returned, once.");
        for (int at = operation; at >= 0;)
        {
            Wait(at);
            at = _operations.Release(at);
        }
    }

    /// <inheritdoc/>
    public void Fail(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        if (!_isDisposed)
            _watch.TryFail(Rank, $"{MpiWatch.Capital(_peers.Describe(Rank))} ended the run: {reason}");
    }

    /// <summary>
    /// Leaves the run: waits until all ranks do, and ends MPI. After a failure nobody waits, MPI is left as it is, and the launcher ends
    /// what remains of the run as soon as this process ends with an exit code other than 0.
    /// </summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        if (_operations.Open > 0 && !_watch.HasFailed)
        {
            // Where the bytes would go may be gone.
            foreach (int number in _operations.Numbers)
                Cancel(ref _operations[number]);
            Fail("it left with messages on their way, in the middle of a step.");
        }
        _isDisposed = true;
        if (_watch.TryLeave())
        {
            _mpi.Free(_comm);
            _mpi.Close();
        }
    }

    private static MpiExchange Start(TimeSpan timeout)
    {
        MpiLauncher? launcher = MpiLauncher.Find(Environment.GetEnvironmentVariable);
        // Some set theirs as soon as they are loaded.
        var handlers = new SignalHandlers();
        MpiFunctions mpi;
        try
        {
            mpi = MpiLibrary.Open(launcher);
        }
        catch
        {
            // Nothing has started yet.
            s_started = 0;
            throw;
        }
        MpiLibrary.MakeGlobal(mpi.Name);
        bool isSerialized = mpi.TryInitialize(out int code);
        handlers.Restore();
        ThrowUnless(code, "start");
        if (!isSerialized)
            throw new ExchangeException(-1, $"'{mpi.Version}' was built for programs of one thread; use one with MPI_THREAD_SERIALIZED.");
        ThrowUnless(mpi.ReturnErrors(mpi.World), "report errors");
        int ranks = mpi.Size(mpi.World);
        if (launcher is not null && launcher.Ranks != ranks)
            throw new ExchangeException(
                -1, $"{launcher.Name} started {launcher.Ranks} processes, but {mpi.Name} ('{mpi.Version}') knows of {ranks}: it " +
                "is not that launcher's library. Start with the mpirun that belongs to it, srun with the fitting --mpi, or name the " +
                $"other library by {MpiLibrary.Variable}.");
        ThrowUnless(mpi.Duplicate(mpi.World, out nint comm), "make a communicator");
        ThrowUnless(mpi.ReturnErrors(comm), "report errors");
        MpiPeers? peers = MpiPeers.Meet(mpi, comm, mpi.Rank(comm), ranks, out code);
        ThrowUnless(code, "reach all ranks");
        var world = new MpiExchange(mpi, comm, peers!, ranks, timeout);
        world._watch.Greet();
        return world;

        void ThrowUnless(int code, string aim)
        {
            if (code != MpiFunctions.Success)
                throw new ExchangeException(-1, $"'{mpi.Version}' could not {aim}: {mpi.Error(code)}.");
        }
    }

    private int Begin(int rank, byte* bytes, nint count, bool isReceive)
    {
        ThrowIfUnusable();
        if ((uint)rank >= (uint)Ranks || rank == Rank)
            throw new ArgumentOutOfRangeException(
                nameof(rank), rank, $"Bytes go to and come from another rank: one of 0 to {Ranks - 1}, but not {Rank} itself.");
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        int first = -1, last = -1;
        for (nint done = 0; done < count; done += Piece)
        {
            int length = (int)nint.Min(Piece, count - done), number = _operations.Take(rank, isReceive, length);
            if (first < 0)
                first = number;
            else
                _operations[last].Next = number;
            last = number;
            fixed (nint* request = &_operations[number].Request)
            {
                int code = isReceive
                    ? _mpi.Receive(bytes + done, length, rank, Tag, _comm, request)
                    : _mpi.Send(bytes + done, length, rank, Tag, _comm, request);
                if (code != MpiFunctions.Success)
                    throw Unreachable(rank, code);
            }
        }
        return first;
    }

    private void Wait(int number)
    {
        if (IsDone(number))
            return;
        _watch.Begin(_operations[number].Peer);
        while (!IsDone(number))
            _watch.Turn();
    }

    private bool IsDone(int number)
    {
        ref Operation operation = ref _operations[number];
        fixed (nint* request = &operation.Request)
        {
            int came = operation.Length;
            int code = operation.IsReceive ? _mpi.Test(request, out bool isDone, out came) : _mpi.Test(request, out isDone);
            if (code != MpiFunctions.Success)
                throw Unreachable(operation.Peer, code);
            // Too many are an error of the library's own.
            return !isDone || came == operation.Length ? isDone : throw OutOfStep(operation, came);
        }
    }

    private ExchangeException OutOfStep(in Operation operation, int came)
    {
        string peer = MpiWatch.Capital(_peers.Describe(operation.Peer));
        _watch.TryFail(
            operation.Peer,
            $"{peer} sent {came} bytes where rank {Rank} expects {operation.Length}; have all ranks do the same in the same order.");
        return _watch.Failure();
    }

    private void Cancel(ref Operation operation)
    {
        if (!operation.IsReceive)
            return;
        fixed (nint* request = &operation.Request)
            _mpi.Cancel(request);
    }

    private ExchangeException Unreachable(int rank, int code)
    {
        _watch.TryFail(rank, $"{MpiWatch.Capital(_peers.Describe(rank))} cannot be reached by rank {Rank}: {_mpi.Error(code)}.");
        return _watch.Failure();
    }

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_watch.HasFailed)
            throw _watch.Failure();
    }
}
