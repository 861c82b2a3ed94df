using System.Buffers;

namespace Unrolled.Data;

/// <summary>Recordings that are changed at random each time they are read, by seed, epoch and sample alone.</summary>
internal sealed class AugmentedAudio : SampleSource
{
    private const int Hundred = 100;

    private readonly AudioPipeline _pipeline;
    private readonly AudioAugmentation _augmentation;
    private readonly IReadOnlyList<Waveform> _recordings;
    private readonly int[] _labels;
    private readonly ulong _seed;

    // One for each speed, in hundredths; null at 100.
    private readonly Resampler?[] _speeds;

    public AugmentedAudio(
        AudioPipeline pipeline, AudioAugmentation augmentation, IReadOnlyList<Waveform> recordings, int[] labels, ulong seed)
        : base(recordings.Count, new SampleShape(pipeline.InputLength))
    {
        (_pipeline, _augmentation, _recordings, _labels, _seed) = (pipeline, augmentation, recordings, labels, seed);
        int most = (int)Math.Round(augmentation.Speed * Hundred);
        _speeds = [.. Enumerable.Range(Hundred - most, 2 * most + 1).Select(static speed =>
            speed == Hundred ? null : new Resampler(speed, Hundred))];
    }

    public override void Read(int index, int epoch, Sample into)
    {
        var draws = new AugmentationDraws(_seed, epoch, index);
        float[] clean = _recordings[index].Samples;
        Resampler? speed = _speeds[draws.For(AugmentationDraws.Speed).Next(_speeds.Length)];
        int length = speed?.OutputLength(clean.Length) ?? clean.Length;
        float[] rented = ArrayPool<float>.Shared.Rent(length);
        Span<float> sound = rented.AsSpan(0, length);
        if (speed is null)
            clean.CopyTo(sound);
        else
            speed.Apply(clean, sound);
        _augmentation.AddNoise(sound, draws);
        _pipeline.Write(sound, _augmentation, draws, into.Input);
        ArrayPool<float>.Shared.Return(rented);
        into.Labels[0] = _labels[index];
    }
}
