namespace Unrolled.Data;

/// <summary>
/// What is computed of sound, frame by frame, before a network sees it. Tables are made once; any thread may use them, and computing
/// allocates nothing once the first call of a thread has taken its memory.
/// </summary>
public abstract class AudioFeatures
{
    /// <summary>Samples a second that the sound must have.</summary>
    public abstract int SampleRate { get; }

    /// <summary>Numbers in a frame.</summary>
    public abstract int Bands { get; }

    /// <summary>Which axis of the output comes first.</summary>
    public abstract FeatureLayout Layout { get; }

    /// <summary>Frames of a sound.</summary>
    /// <param name="length">Its samples.</param>
    public abstract int Frames(int length);

    /// <summary>Computes a sound's features.</summary>
    /// <param name="samples">One channel's samples, at least 1.</param>
    /// <param name="output">Receives <see cref="Frames"/>·<see cref="Bands"/> numbers, in the order of <see cref="Layout"/>.</param>
    /// <exception cref="ArgumentException">There are no samples, or the output has another length.</exception>
    public void Compute(ReadOnlySpan<float> samples, Span<float> output)
    {
        int frames = samples.Length == 0 ? 0 : Frames(samples.Length);
        if (frames == 0)
            throw new ArgumentException($"{samples.Length} samples are too few for a frame; give a longer sound.", nameof(samples));
        if (output.Length != frames * Bands)
            throw new ArgumentException(
                $"{samples.Length} samples give {frames} frames of {Bands} = {frames * Bands} numbers, but there is room for " +
                $"{output.Length}.",
                nameof(output));
        ComputeAll(samples, frames, output);
    }

    /// <summary>Writes all frames; the lengths are right.</summary>
    private protected abstract void ComputeAll(ReadOnlySpan<float> samples, int frames, Span<float> output);

    /// <summary>Where one number lies in the output.</summary>
    private protected int At(int frame, int band, int frames) =>
        Layout == FeatureLayout.FramesFirst ? frame * Bands + band : band * frames + frame;
}
