using Unrolled.Generated;

namespace Unrolled.Training.Reading;

/// <summary>
/// Reads the samples of a source on threads of its own, up to two batches before the one that is asked for, into memory that is used again
/// and again. Where a sample goes follows from its place in the order alone, so any number of threads gives the same batches. Threads
/// live as long as an epoch: between epochs there is nothing to be left running.
/// </summary>
/// <param name="info">The network.</param>
/// <param name="checks">What a sample must be.</param>
/// <param name="threads">Threads that read sources of which any thread may read any sample.</param>
internal sealed class ReadAhead(NetworkInfo info, BatchChecks checks, int threads) : IBatchFeed
{
    /// <summary>Batches that are read while another one is in use.</summary>
    public const int Ahead = 2;

    // A thread takes so many samples at a time.
    private const int PieceSize = 8;

    private readonly object _gate = new();
    private readonly ReadSlot[] _slots = [.. Enumerable.Range(0, Ahead + 1).Select(_ => new ReadSlot())];
    private readonly List<Thread> _threads = [];
    private EpochPlan _plan = null!;
    private CancellationToken _cancellation;
    private CancellationTokenRegistration _registration;

    // Under the lock: the batch that is asked for or in use, the next sample to hand out to a thread, and where reading ends.
    private int _current;
    private bool _inUse;
    private int _nextBatch;
    private int _nextRow;
    private int _end;
    private volatile bool _stopping;

    /// <inheritdoc/>
    public void Begin(EpochPlan plan, CancellationToken cancellation)
    {
        MakeRoom(plan);
        (_plan, _cancellation, _stopping, _inUse) = (plan, cancellation, false, false);
        (_current, _nextBatch, _nextRow, _end) = (plan.FirstBatch, plan.FirstBatch, 0, plan.Batches);
        for (int batch = _current; batch <= _current + Ahead; batch++)
            SlotOf(batch).Open(plan.RowsIn(batch));
        try
        {
            _registration = cancellation.UnsafeRegister(static reading => ((ReadAhead)reading!).WakeAll(), this);
            int count = plan.Source.IsSequential ? 1 : Math.Min(threads, plan.Source.Count);
            for (int thread = 1; thread <= count; thread++)
            {
                var reader = new Thread(Serve) { IsBackground = true, Name = $"Unrolled reader {thread}" };
                reader.Start();
                _threads.Add(reader);
            }
        }
        catch
        {
            End();
            throw;
        }
    }

    /// <inheritdoc/>
    public FedBatch Next()
    {
        lock (_gate)
        {
            if (_inUse)
                Release();
            _inUse = true;
            ReadSlot slot = SlotOf(_current);
            while (slot.Left > 0 && !_cancellation.IsCancellationRequested)
                Monitor.Wait(_gate);
            _cancellation.ThrowIfCancellationRequested();
            return slot.Failure is null
                ? new FedBatch
                {
                    Samples = slot.Samples(_plan.RowsIn(_current)),
                    Start = _plan.PartOf(_current).First,
                    Total = _plan.SamplesIn(_current),
                    Shape = _plan.Source.IsSequential ? null : _plan.Source.Shape,
                }
                : throw Refusal(slot.Failure);
        }
    }

    /// <inheritdoc/>
    public void End()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }
        // What reads into the slots must be done before anyone uses them, or closes the source.
        foreach (Thread reader in _threads)
            reader.Join();
        _threads.Clear();
        _registration.Dispose();
        SampleSource source = _plan.Source;
        _plan = null!;
        source.EndEpoch();
    }

    private void Release()
    {
        int later = _current + Ahead + 1;
        SlotOf(later).Open(_plan.RowsIn(later));
        _current++;
        Monitor.PulseAll(_gate);
    }

    private void WakeAll()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }

    private ReadSlot SlotOf(int batch) => _slots[batch % _slots.Length];

    private void Serve()
    {
        if (_plan.Source.IsSequential)
            PassOver();
        while (TryTake(out Piece piece))
            Read(piece);
    }

    /// <summary>Takes the next samples to read, as soon as there is room for them.</summary>
    private bool TryTake(out Piece piece)
    {
        lock (_gate)
        {
            while (!_stopping && _nextBatch < _end && _nextBatch > _current + Ahead)
                Monitor.Wait(_gate);
            piece = default;
            if (_stopping || _nextBatch >= _end)
                return false;
            int rows = _plan.RowsIn(_nextBatch);
            piece = new Piece(_nextBatch, _nextRow, Math.Min(PieceSize, rows - _nextRow));
            _nextRow += piece.Count;
            if (_nextRow == rows)
                (_nextBatch, _nextRow) = (_nextBatch + 1, 0);
            return true;
        }
    }

    private void Read(Piece piece)
    {
        ReadSlot slot = SlotOf(piece.Batch);
        int first = _plan.SamplesBefore(piece.Batch) + _plan.PartOf(piece.Batch).First;
        ReadFailure? failure = null;
        int row = piece.Row;
        for (; row < piece.Row + piece.Count && failure is null && !_stopping; row++)
            failure = ReadOne(_plan.At(first + row), slot.Room(row));
        lock (_gate)
        {
            if (failure is not null)
                Fail(piece.Batch, row, failure);
            slot.Close(piece.Count);
            if (slot.Left == 0)
                Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Reads a sequential source's samples before the first batch, which a continued epoch has learned from.</summary>
    private void PassOver()
    {
        ReadSlot slot = SlotOf(_plan.FirstBatch);
        int end = _plan.SamplesBefore(_plan.FirstBatch);
        ReadFailure? failure = null;
        for (int place = 0; place < end && failure is null && !_stopping; place++)
            failure = ReadOne(_plan.At(place), slot.Room(0));
        if (failure is null)
            return;
        lock (_gate)
            Fail(_plan.FirstBatch, -1, failure);
    }

    private ReadFailure? ReadOne(int sample, Sample room)
    {
        try
        {
            _plan.Source.Read(sample, _plan.Epoch, room);
            checks.Read(room);
            return null;
        }
        catch (Exception cause)
        {
            return new ReadFailure(sample, cause);
        }
    }

    // What follows the batch is of no use: it is where the epoch breaks off.
    private void Fail(int batch, int row, ReadFailure failure)
    {
        SlotOf(batch).Fail(row, failure);
        _end = Math.Min(_end, batch + 1);
        Monitor.PulseAll(_gate);
    }

    private void MakeRoom(EpochPlan plan)
    {
        int samples = plan.LargestPart;
        try
        {
            foreach (ReadSlot slot in _slots)
                slot.Ensure(plan.Source.Shape, Math.Max(1, samples));
        }
        catch (OutOfMemoryException none)
        {
            throw BatchMemory.Missing(info, plan.Source.Shape, samples, _slots.Length, none);
        }
    }

    private InvalidDataException Refusal(ReadFailure failure) => new(
        $"Sample {failure.Sample} of {_plan.Source.GetType().Name} could not be read in epoch {_plan.Epoch + 1}: {failure.Cause.Message} " +
        "Nothing was learned from its batch, and the next call goes on with that.",
        failure.Cause);

    /// <summary>Samples of a batch that one thread reads.</summary>
    private readonly record struct Piece(int Batch, int Row, int Count);
}
