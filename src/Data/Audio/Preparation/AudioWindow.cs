namespace Unrolled.Data;

/// <summary>
/// Samples of sound that comes piece by piece: after each frame, what a network takes of the last ones, as many as a sample has. As long
/// as those are all that came, that is the sample of a recording that ends there. One thread at a time may use it.
/// </summary>
public sealed class AudioWindow
{
    private readonly AudioPipeline _pipeline;
    private readonly LogMelStream _stream;

    // The last frames, one after another, and in the layout of the features.
    private readonly float[] _frames;
    private readonly float[] _values;
    private readonly FeatureLayout _layout;
    private int _count;

    /// <summary>Begins with silence before it.</summary>
    /// <param name="pipeline">What makes samples; its features are <see cref="LogMel"/>.</param>
    /// <exception cref="ArgumentException">The features are others.</exception>
    public AudioWindow(AudioPipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        if (pipeline.Options.Features is not LogMel features)
            throw new ArgumentException($"Only {nameof(LogMel)} features come frame by frame; set them.", nameof(pipeline));
        _pipeline = pipeline;
        _stream = features.Stream();
        _layout = features.Layout;
        (_frames, _values) = (new float[pipeline.InputLength], new float[pipeline.InputLength]);
    }

    /// <summary>Seconds of sound in the frames that were read.</summary>
    public double Seconds => (double)_stream.Frames * ((LogMel)_pipeline.Options.Features!).Options.Hop / _pipeline.Options.Rate;

    /// <summary>Takes the next piece, one channel at the pipeline's rate.</summary>
    /// <param name="samples">Any number of samples.</param>
    /// <exception cref="InvalidOperationException">The sound has ended.</exception>
    public void Write(ReadOnlySpan<float> samples) => _stream.Write(samples);

    /// <summary>Says that no sample follows: the last frames, which see beyond the end, can be read.</summary>
    public void End() => _stream.End();

    /// <summary>Moves on by one frame, if it is there.</summary>
    /// <param name="input">Receives the sample: <see cref="AudioPipeline.InputLength"/> floats.</param>
    /// <returns>Whether there was a frame.</returns>
    /// <exception cref="ArgumentException">There is room for another number of floats.</exception>
    public bool TryRead(Span<float> input)
    {
        if (input.Length != _frames.Length)
            throw new ArgumentException($"A sample has {_frames.Length} floats, but there is room for {input.Length}.", nameof(input));
        int bands = _pipeline.Bands;
        Span<float> frame = stackalloc float[bands];
        if (!_stream.TryRead(frame))
            return false;
        if (_count == _pipeline.Frames)
            _frames.AsSpan(bands).CopyTo(_frames);
        else
            _count++;
        frame.CopyTo(_frames.AsSpan((_count - 1) * bands));
        var last = new FeatureGrid(_frames.AsSpan(0, _count * bands), _count, bands, FeatureLayout.FramesFirst);
        var grid = new FeatureGrid(_values.AsSpan(0, _count * bands), _count, bands, _layout);
        Warp.None.Apply(last, grid, 0, _count);
        _pipeline.Finish(grid, null, default, input);
        return true;
    }
}
