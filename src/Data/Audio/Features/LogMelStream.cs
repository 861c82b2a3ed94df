namespace Unrolled.Data;

/// <summary>
/// Log-mel frames of sound that comes piece by piece, each as soon as all that it sees is there: the frames of <see cref="LogMel"/> on the
/// whole sound, bit for bit. It keeps what coming frames see and no more; one thread at a time may use it.
/// </summary>
/// <param name="features">What to compute.</param>
public sealed class LogMelStream(LogMel features)
{
    private readonly MelFrames _mel = (features ?? throw new ArgumentNullException(nameof(features))).Mel;
    private readonly double[] _bands = new double[features.Bands];
    private readonly double[] _scratch = new double[features.Mel.Scratch];
    private float[] _kept = new float[2 * features.Options.FftLength];
    private int _count;
    private long _first;
    private long _frame;
    private bool _ended;

    /// <summary>Samples that came.</summary>
    public long Samples => _first + _count;

    /// <summary>Frames that were read.</summary>
    public long Frames => _frame;

    /// <summary>Takes the next piece. Read its frames before the next one comes: what they see is kept until then.</summary>
    /// <param name="samples">Any number of samples.</param>
    /// <exception cref="InvalidOperationException">The sound has ended.</exception>
    public void Write(ReadOnlySpan<float> samples)
    {
        if (_ended)
            throw new InvalidOperationException("The sound has ended; begin another stream for the next one.");
        Forget();
        if (_count + samples.Length > _kept.Length)
            Array.Resize(ref _kept, Math.Max(_count + samples.Length, (int)Math.Min(2L * _kept.Length, Array.MaxLength)));
        samples.CopyTo(_kept.AsSpan(_count));
        _count += samples.Length;
    }

    /// <summary>Says that no sample follows: the last frames, which see beyond the end, can be read.</summary>
    public void End() => _ended = true;

    /// <summary>Reads the next frame, if it is there.</summary>
    /// <param name="frame">Receives its <see cref="AudioFeatures.Bands"/> numbers.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="ArgumentException">There is room for another number of bands.</exception>
    public bool TryRead(Span<float> frame)
    {
        if (frame.Length != _bands.Length)
            throw new ArgumentException($"A frame has {_bands.Length} bands, but there is room for {frame.Length}.", nameof(frame));
        if (!IsThere())
            return false;
        _mel.Compute(_kept.AsSpan(0, _count), _first, Samples, _frame, _bands, _scratch);
        for (int band = 0; band < frame.Length; band++)
            frame[band] = features.Log(_bands[band]);
        _frame++;
        return true;
    }

    private bool IsThere()
    {
        long start = _mel.Start(_frame);
        // A frame before the sound's beginning sees it mirrored, and needs one sample more than it mirrors.
        if (Samples >= Math.Max(start + _mel.Options.FftLength, 1 - start))
            return true;
        return _ended && Samples > 0 && _frame < _mel.Count((int)Math.Min(Samples, int.MaxValue));
    }

    // All before the next frame's first sample, but one: a frame beyond the end mirrors from there.
    private void Forget()
    {
        int past = (int)Math.Clamp(_mel.Start(_frame) - 1 - _first, 0, _count);
        _kept.AsSpan(past, _count - past).CopyTo(_kept);
        _first += past;
        _count -= past;
    }
}
