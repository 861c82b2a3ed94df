namespace Unrolled.Data.Tests;

/// <summary>
/// Recordings changed at random: the same for the same seed, epoch and sample, and changed in the way that was asked for.
/// </summary>
public sealed class AugmentedAudioTests : IDisposable
{
    private const int Bands = 20;

    private static readonly AudioAugmentation s_everything = new()
    {
        Speed = 0.2,
        Tempo = 0.2,
        Pitch = 0.1,
        SignalToNoise = 10,
        Shift = true,
        BandMask = 4,
        FrameMask = 5,
        Masks = 2,
    };

    private readonly Folder _folder = new();
    private readonly AudioSamples _samples;

    public AugmentedAudioTests()
    {
        for (int take = 0; take < 6; take++)
            _folder.Add($"{take % 2}/{take}.wav", 300 + 100 * take, length: 1500 + 200 * take);
        _samples = AudioFolder.Load(_folder.Path, new()
        {
            Features = new LogMel(new() { SampleRate = 8000, FftLength = 200, HopLength = 80, Bands = Bands }),
            Seconds = 0.4,
        });
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Samples_follow_from_seed_epoch_and_index_alone()
    {
        SampleSource one = _samples.Augment(7, s_everything), other = _samples.Augment(7, s_everything);
        float[][] inOrder = [.. Enumerable.Range(0, 6).Select(i => Read(one, i, 3))];
        var backwards = new float[6][];
        Parallel.For(0, 6, i => backwards[5 - i] = Read(other, 5 - i, 3));

        Assert.Equal(inOrder, backwards);
        Assert.NotEqual(inOrder[0], Read(one, 0, 4));
        Assert.NotEqual(inOrder[0], Read(_samples.Augment(8, s_everything), 0, 3));
    }

    [Fact]
    public void Labels_and_class_names_stay()
    {
        SampleSource source = _samples.Augment(1, s_everything);

        Assert.Equal(_samples.ClassNames, source.ClassNames);
        for (int i = 0; i < source.Count; i++)
        {
            int[] label = [-1];
            source.Read(i, 0, new Sample { Input = new float[source.InputLength], Labels = label });
            Assert.Equal(_samples.Data.Labels[i], label[0]);
        }
    }

    [Fact]
    public void Without_a_change_samples_are_the_recordings()
    {
        SampleSource source = _samples.Augment(1, new AudioAugmentation());
        for (int i = 0; i < source.Count; i++)
            Assert.Equal(_samples.Data.Inputs.Slice(i * source.InputLength, source.InputLength).ToArray(), Read(source, i, 0));
    }

    [Fact]
    public void Each_change_changes()
    {
        AudioAugmentation[] changes =
        [
            new() { Speed = 0.2 }, new() { Tempo = 0.2 }, new() { Pitch = 0.2 }, new() { SignalToNoise = 0 }, new() { Shift = true },
            new() { BandMask = 10 }, new() { FrameMask = 20 },
        ];
        float[] plain = _samples.Data.Inputs[.._samples.Pipeline.InputLength].ToArray();
        foreach (AudioAugmentation change in changes)
        {
            SampleSource source = _samples.Augment(1, change);
            Assert.Contains(Enumerable.Range(0, 4), epoch => !plain.SequenceEqual(Read(source, 0, epoch)));
        }
    }

    [Fact]
    public void A_quicker_recording_is_shorter_and_higher()
    {
        // 300 Hz a fifth faster is 360 Hz: more energy above, and fewer frames with sound.
        var factors = new HashSet<int>();
        SampleSource source = _samples.Augment(1, new() { Speed = 0.2 });
        for (int epoch = 0; epoch < 12; epoch++)
            factors.Add(Loud(Read(source, 0, epoch)));

        Assert.InRange(factors.Min(), 15, 19);
        Assert.InRange(factors.Max(), 21, 26);
        Assert.InRange(Loud(_samples.Data.Inputs[.._samples.Pipeline.InputLength].ToArray()), 19, 22);
    }

    [Fact]
    public void At_another_speed_all_recordings_are_shorter_and_higher()
    {
        AudioSamples quick = _samples.AtSpeed(1.25);

        int[] lengths = [.. _samples.Recordings.Select(static sound => (sound.Length * 4 + 4) / 5)];
        Assert.Equal(lengths, quick.Recordings.Select(static sound => sound.Length));
        Assert.Equal(_samples.Data.Labels, quick.Data.Labels);
        Assert.Equal(_samples.Files, quick.Files);
        // 300 Hz crosses zero upwards 300 times a second, and 375 Hz 375 times.
        Assert.InRange(Rises(quick.Recordings[0]) / quick.Recordings[0].Seconds, 365, 385);
        Assert.Same(_samples, _samples.AtSpeed(1.001));
        Assert.Throws<ArgumentOutOfRangeException>(() => _samples.AtSpeed(0.4));
        Assert.Throws<ArgumentOutOfRangeException>(() => _samples.AtSpeed(double.NaN));
    }

    [Fact]
    public void A_shift_moves_the_sound_and_keeps_it()
    {
        SampleSource source = _samples.Augment(1, new() { Shift = true });
        int[] loud = [.. Enumerable.Range(0, 8).Select(epoch => Loud(Read(source, 0, epoch)))];
        int[] first = [.. Enumerable.Range(0, 8).Select(epoch => First(Read(source, 0, epoch)))];

        Assert.All(loud, frames => Assert.InRange(frames, 17, 22));
        Assert.True(first.Distinct().Count() > 2);
    }

    [Fact]
    public void Shares_are_within_reason()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AudioAugmentation { Speed = 0.6 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AudioAugmentation { Tempo = -0.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AudioAugmentation { Pitch = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AudioAugmentation { FrameMask = -1 });
    }

    [Fact]
    public void Silent_ends_are_trimmed()
    {
        float[] sound = [.. new float[800], .. Signals.Tone(1600, 500, 8000), .. new float[830]];

        ReadOnlySpan<float> trimmed = Silence.Trim(sound, 8000, 30);

        Assert.Equal(sound[800..2400], trimmed.ToArray());
        Assert.Equal(100, Silence.Trim(new float[100], 8000, 30).Length);
        Assert.True(Silence.Trim([], 8000, 30).IsEmpty);
    }

    private static int Rises(Waveform sound) =>
        Enumerable.Range(1, sound.Length - 1).Count(i => sound.Samples[i - 1] < 0 && sound.Samples[i] >= 0);

    private static float[] Read(SampleSource source, int index, int epoch)
    {
        var input = new float[source.InputLength];
        source.Read(index, epoch, new Sample { Input = input, Labels = new int[1] });
        return input;
    }

    private static bool[] Frames(float[] input) => [.. input.Chunk(Bands).Select(static frame => frame.Max() > -4)];

    private static int Loud(float[] input) => Frames(input).Count(static loud => loud);

    private static int First(float[] input) => Array.IndexOf(Frames(input), true);
}
