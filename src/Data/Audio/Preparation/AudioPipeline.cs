using System.Buffers;

namespace Unrolled.Data;

/// <summary>
/// Makes what a network takes of a recording, for training and for prediction alike: one channel at one rate, without silent ends, as
/// features, normalised, and fitted to one length. Any thread may use it.
/// </summary>
public sealed class AudioPipeline
{
    private readonly int _length;
    private readonly float[] _silence;

    /// <summary>Prepares what all recordings share.</summary>
    /// <param name="options">Rate, length, features and more.</param>
    /// <exception cref="ArgumentException">Rate and features do not fit, or a setting is out of its range.</exception>
    public AudioPipeline(AudioOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Waveform.RequireRate(options.Rate, nameof(options.SampleRate));
        if (options.Features is { } features && features.SampleRate != options.Rate)
            throw new ArgumentException(
                $"The features are of sound with {features.SampleRate} samples a second, but {options.Rate} are asked for; " +
                $"leave {nameof(AudioOptions.SampleRate)} unset to take theirs.",
                nameof(options));
        if (options.Features is null && options.Normalization != Normalization.None)
            throw new ArgumentException($"Bands are normalised, but there are no {nameof(AudioOptions.Features)}; set them.",
                nameof(options));
        if (options.DynamicRange is { } range && !(range > 0 && options.Features is LogMel))
            throw new ArgumentException(
                $"{nameof(AudioOptions.DynamicRange)} is {range}, but it is greater than 0 and acts on {nameof(LogMel)} features; " +
                "set those, or leave it unset.",
                nameof(options));
        Options = options;
        _length = options.Length;
        Frames = options.Features?.Frames(_length) ?? _length;
        Bands = options.Features?.Bands ?? 1;
        if (Frames == 0)
            throw new ArgumentException($"{options.Seconds} s are too short for a frame; raise {nameof(AudioOptions.Seconds)}.",
                nameof(options));
        _silence = Silent(options);
    }

    /// <summary>The settings.</summary>
    public AudioOptions Options { get; }

    /// <summary>Frames of a sample; its sound samples where there are no features.</summary>
    public int Frames { get; }

    /// <summary>Numbers in a frame; 1 where there are no features.</summary>
    public int Bands { get; }

    /// <summary>Floats of a sample: frames times bands.</summary>
    public int InputLength => Frames * Bands;

    /// <summary>One channel at the rate asked for, without silent ends: what is kept of a recording.</summary>
    /// <param name="recording">Any sound.</param>
    public Waveform Clean(Waveform recording)
    {
        ArgumentNullException.ThrowIfNull(recording);
        Waveform mono = recording.ToMono().Resample(Options.Rate);
        return Options.TrimDecibels is { } decibels
            ? new Waveform(Silence.Trim(mono.Samples, Options.Rate, decibels).ToArray(), Options.Rate)
            : mono;
    }

    /// <summary>Writes the sample of a recording.</summary>
    /// <param name="recording">Any sound of at least one sample.</param>
    /// <param name="input">Receives <see cref="InputLength"/> floats, in the order of the features' layout.</param>
    /// <exception cref="ArgumentException">The recording is empty, or there is room for another number of floats.</exception>
    public void Compute(Waveform recording, Span<float> input)
    {
        float[] samples = Clean(recording).Samples;
        if (samples.Length == 0)
            throw new ArgumentException("The recording has no samples.", nameof(recording));
        if (input.Length != InputLength)
            throw new ArgumentException($"A sample has {InputLength} floats, but there is room for {input.Length}.", nameof(input));
        Write(samples, null, default, input);
    }

    /// <summary>Writes the sample of what <see cref="Clean"/> gave, changed at random if something says how.</summary>
    internal void Write(ReadOnlySpan<float> clean, AudioAugmentation? augmentation, AugmentationDraws draws, Span<float> input)
    {
        int spare = clean.Length - _length;
        ReadOnlySpan<float> sound = spare <= 0 ? clean : clean.Slice(Place(spare, augmentation, draws), _length);
        int frames = Options.Features?.Frames(sound.Length) ?? sound.Length;
        float[] rented = ArrayPool<float>.Shared.Rent(Math.Max(1, frames * Bands));
        Span<float> values = rented.AsSpan(0, frames * Bands);
        if (Options.Features is null)
            sound.CopyTo(values);
        else if (frames > 0)
            Options.Features.Compute(sound, values);
        FeatureLayout layout = Options.Features?.Layout ?? FeatureLayout.FramesFirst;
        Finish(new FeatureGrid(values, frames, Bands, layout), augmentation, draws, input);
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>Normalises features, in place, and writes the sample that they are the middle of.</summary>
    internal void Finish(FeatureGrid from, AudioAugmentation? augmentation, AugmentationDraws draws, Span<float> input)
    {
        if (Options.DynamicRange is { } decibels)
            DynamicRange.Apply(decibels, from);
        Normalizing.Apply(Options.Normalization, from);
        Span<float> silence = stackalloc float[Bands];
        if (Options.DynamicRange is null)
            _silence.CopyTo(silence);
        else
            DynamicRange.Quietest(from, silence);
        var to = new FeatureGrid(input, Frames, Bands, Options.Features?.Layout ?? FeatureLayout.FramesFirst);
        Warp warp = augmentation is null || Options.Features is null ? Warp.None : augmentation.DrawWarp(draws);
        int frames = Math.Min(warp.Frames(from.Frames), to.Frames), before = Place(to.Frames - frames, augmentation, draws);
        for (int band = 0; band < to.Bands; band++)
        {
            for (int frame = 0; frame < to.Frames; frame++)
                to[frame, band] = silence[band];
        }
        warp.Apply(from, to, before, frames);
        if (Options.Features is not null)
            augmentation?.Mask(to, draws);
    }

    private static int Place(int spare, AudioAugmentation? augmentation, AugmentationDraws draws) =>
        augmentation is null ? spare / 2 : augmentation.DrawPlace(spare, draws);

    // What stands before and behind the sound: the mean where it was taken out, otherwise a frame of silence.
    private float[] Silent(AudioOptions options)
    {
        var silence = new float[Bands];
        if (options.Features is { } features && options.Normalization == Normalization.None)
        {
            var frames = new float[InputLength];
            features.Compute(new float[_length], frames);
            var grid = new FeatureGrid(frames, Frames, Bands, features.Layout);
            for (int band = 0; band < Bands; band++)
                silence[band] = grid[0, band];
        }
        return silence;
    }
}
