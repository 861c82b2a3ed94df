namespace Unrolled;

/// <summary>Writes a record of a stream as a sample.</summary>
/// <typeparam name="TRecord">What the stream consists of.</typeparam>
/// <param name="record">The record; a buffer that the stream uses again for the next one will do.</param>
/// <param name="into">Receives it, all elements of it.</param>
public delegate void SampleWriter<in TRecord>(TRecord record, Sample into);

/// <summary>
/// Samples that are read one after another, in each epoch from the first to the last and in that order, and need never be in memory
/// together: the lines of a file, records of a database, what a simulation gives. They are not shuffled, so have them written in an order
/// without a pattern, not sorted by class; a stream may also shuffle by itself, as long as its order follows from the epoch alone.
/// </summary>
public abstract class SampleStream : SampleSource
{
    private protected SampleStream(int count, SampleShape shape) : base(count, shape)
    {
    }

    /// <inheritdoc/>
    public sealed override bool IsSequential => true;

    /// <summary>Makes samples of the records of any sequence.</summary>
    /// <typeparam name="TRecord">What the sequence consists of: a line, a row, a buffer of bytes.</typeparam>
    /// <param name="count">
    /// Samples in an epoch, at least 0; what the sequence has beyond them is left unread. A sequence that ends before is an error while it
    /// is read, an <see cref="InvalidDataException"/> that says how many came.
    /// </param>
    /// <param name="shape">What one sample consists of.</param>
    /// <param name="records">
    /// Begins the sequence of an epoch, of which epochs that were complete before are given, from 0. It is enumerated on another thread
    /// than the trainer's, by one at a time, and disposed when the epoch ends. Where an epoch is continued, it is read from its beginning
    /// and what was learned from is passed over: so it must be the same each time.
    /// </param>
    /// <param name="write">Writes a record as a sample, on that thread.</param>
    /// <example>
    /// <code>
    /// var rows = SampleStream.From(1_000_000, new(InputLength: 784), _ => File.ReadLines("rows.csv"), (line, into) => Parse(line, into));
    /// </code>
    /// </example>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative, or a length is less than 1.</exception>
    public static SampleStream From<TRecord>(
        int count, SampleShape shape, Func<int, IEnumerable<TRecord>> records, SampleWriter<TRecord> write)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(write);
        return new Records<TRecord>(count, shape, records, write);
    }

    private sealed class Records<TRecord>(
        int count, SampleShape shape, Func<int, IEnumerable<TRecord>> records, SampleWriter<TRecord> write) : SampleStream(count, shape)
    {
        private readonly Lock _lock = new();
        private IEnumerator<TRecord>? _open;
        private int _epoch;
        private int _next;

        public override void Read(int index, int epoch, Sample into)
        {
            lock (_lock)
            {
                if (index == 0)
                    Begin(epoch);
                if (_open is null || index != _next || epoch != _epoch)
                    throw new InvalidOperationException(
                        $"A stream gives its samples in order, by which {_next} of epoch {_epoch + 1} is next, but {index} of epoch " +
                        $"{epoch + 1} was asked for; do not read one stream in two places at once, make another one for the second.");
                if (!_open.MoveNext())
                    throw new InvalidDataException(
                        $"The stream ended after {index} samples, but {Count} were announced; make it with a count of {index}, " +
                        "or find out what is missing.");
                write(_open.Current, into);
                _next++;
                if (_next == Count)
                    Close();
            }
        }

        public override void EndEpoch()
        {
            lock (_lock)
                Close();
        }

        private void Begin(int epoch)
        {
            Close();
            (_epoch, _open) = (epoch, records(epoch).GetEnumerator());
        }

        private void Close()
        {
            IEnumerator<TRecord>? open = _open;
            (_open, _next) = (null, 0);
            open?.Dispose();
        }
    }
}
