namespace Unrolled.Data.Tests;

/// <summary>Folders of recordings: labels and fields from paths, one length, features, splits, and recordings changed at random.</summary>
public sealed class AudioFolderTests : IDisposable
{
    private static readonly AudioOptions s_raw = new() { SampleRate = 8000, Seconds = 0.25 };

    private static readonly AudioOptions s_named = new()
    {
        Template = "{label}_{speaker}_{take}",
        Seconds = 0.3,
        Normalization = Normalization.Mean,
        Features = new LogMel(new() { SampleRate = 8000, FftLength = 128, Bands = 12 }, FeatureLayout.BandsFirst),
    };

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_is_a_class_and_others_are_passed_over()
    {
        _folder.Add("yes/b.wav");
        _folder.Add("no/a.WAV", 880);
        _folder.Add("yes/a.wav", 550);
        _folder.Add("yes/.hidden.wav");
        _folder.Add(".cache/a.wav");
        File.WriteAllText(Path.Combine(_folder.Path, "yes", "notes.txt"), "none");

        AudioSamples samples = AudioFolder.Load(_folder.Path, s_raw);

        Assert.Equal(["no", "yes"], samples.ClassNames);
        Assert.Equal(["no", "yes"], samples.Data.ClassNames);
        Assert.Equal([0, 1, 1], samples.Data.Labels.ToArray());
        Assert.Equal(["a.WAV", "a.wav", "b.wav"], samples.Files.Select(Path.GetFileName));
        Assert.Equal(Wav.Read(samples.Files[1]).Samples, samples.Data.Inputs[2000..4000].ToArray());
    }

    [Fact]
    public void Recordings_have_one_rate_and_lie_in_the_middle_of_one_length()
    {
        _folder.Add("a/short.wav", length: 1000);
        _folder.Add("a/long.wav", length: 3001);
        _folder.Add("a/quick.wav", rate: 16000, length: 4000);

        AudioSamples samples = AudioFolder.Load(_folder.Path, s_raw);

        Assert.Equal(Signals.Tone(3001, 440, 8000)[500..2500], samples.Data.Inputs[..2000].ToArray(), Near(1e-4f));
        Assert.Equal(Wav.Read(samples.Files[1]).Resample(8000).Samples, samples.Data.Inputs[2000..4000].ToArray());
        float[] padded = [.. new float[500], .. Wav.Read(samples.Files[2]).Samples, .. new float[500]];
        Assert.Equal(padded, samples.Data.Inputs[4000..].ToArray());
    }

    [Fact]
    public void Names_tell_speakers_who_can_be_held_out()
    {
        AudioSamples samples = Voices();

        (AudioSamples others, AudioSamples theo) = samples.HoldOut("speaker", "theo");

        Assert.Equal(["ann", "ben", "theo"], samples.Field("speaker").Distinct().Order());
        Assert.All(theo.Field("speaker"), speaker => Assert.Equal("theo", speaker));
        Assert.DoesNotContain("theo", others.Field("speaker"));
        Assert.Equal((8, 16), (theo.Count, others.Count));
        Assert.Equal(samples.ClassNames, theo.ClassNames);
        Assert.Contains("ann, ben, theo", Assert.Throws<ArgumentException>(() => samples.HoldOut("speaker", "zoe")).Message);
        Assert.Contains("speaker", Assert.Throws<ArgumentException>(() => samples.Field("age")).Message);
    }

    [Fact]
    public void A_split_keeps_the_classes_shares()
    {
        (AudioSamples first, AudioSamples second) = Voices().Split(0.75, seed: 3);

        Assert.Equal([9, 9], first.Data.Labels.ToArray().CountBy(static label => label).Select(static pair => pair.Value));
        Assert.Equal([3, 3], second.Data.Labels.ToArray().CountBy(static label => label).Select(static pair => pair.Value));
        Assert.Equal(24, first.Files.Concat(second.Files).Distinct().Count());
        Assert.Equal(first.Files, Voices().Split(0.75, seed: 3).First.Files);
        Assert.NotEqual(first.Files, Voices().Split(0.75, seed: 4).First.Files);
    }

    [Fact]
    public void Every_band_has_mean_zero_and_silence_around_it()
    {
        AudioSamples samples = Voices();
        int frames = samples.Pipeline.Frames;

        float[] first = samples.Data.Inputs[..samples.Data.InputLength].ToArray();

        Assert.Equal(12 * frames, first.Length);
        for (int band = 0; band < 12; band++)
        {
            float[] row = first[(band * frames)..((band + 1) * frames)];
            Assert.InRange(row.Average(), -1e-4f, 1e-4f);
            Assert.Equal((0f, 0f), (row[0], row[^1]));
        }
    }

    [Fact]
    public void The_deviation_is_one_where_it_is_asked_for()
    {
        _folder.Add("a/a.wav", length: 2400);
        var options = new AudioOptions { Features = s_named.Features, Seconds = 0.3, Normalization = Normalization.MeanAndDeviation };

        float[] inputs = AudioFolder.Load(_folder.Path, options).Data.Inputs.ToArray();

        Assert.Equal(1, inputs.Average(static x => x * x), 1e-3);
    }

    [Fact]
    public void Silence_stands_around_features_that_are_not_normalised()
    {
        _folder.Add("a/a.wav", length: 400);
        AudioSamples samples = AudioFolder.Load(_folder.Path, new() { Features = s_named.Features, Seconds = 0.3 });

        Assert.Equal((float)Math.Log(1e-6), samples.Data.Inputs[0], 1e-4f);
        Assert.NotEqual(samples.Data.Inputs[0], samples.Data.Inputs[samples.Pipeline.Frames / 2]);
    }

    [Fact]
    public void A_new_recording_becomes_what_it_would_be_in_the_folder()
    {
        AudioSamples samples = Voices();
        var input = new float[samples.Pipeline.InputLength];

        samples.Pipeline.Compute(Wav.Read(samples.Files[5]), input);

        Assert.Equal(samples.Data.Inputs.Slice(5 * input.Length, input.Length).ToArray(), input);
        Assert.Throws<ArgumentException>(() => samples.Pipeline.Compute(Wav.Read(samples.Files[5]), new float[3]));
    }

    [Fact]
    public void Sound_that_comes_in_pieces_ends_in_its_recordings_sample()
    {
        AudioSamples samples = Voices();
        float[] sound = samples.Recordings[0].Samples, input = new float[samples.Pipeline.InputLength];
        var window = new AudioWindow(samples.Pipeline);

        int read = 0;
        for (int at = 0; at < sound.Length; at += 100)
        {
            window.Write(sound.AsSpan(at, Math.Min(100, sound.Length - at)));
            if (at + 100 >= sound.Length)
                window.End();
            while (window.TryRead(input))
                read++;
        }

        Assert.Equal(s_named.Features!.Frames(sound.Length), read);
        Assert.Equal(samples.Data.Inputs[..input.Length].ToArray(), input);
    }

    [Fact]
    public void Files_that_do_not_fit_are_refused_by_name()
    {
        Assert.Contains("no WAV files", Assert.Throws<InvalidDataException>(() => AudioFolder.Load(_folder.Path)).Message);
        Assert.Throws<DirectoryNotFoundException>(() => AudioFolder.Load(Path.Combine(_folder.Path, "none")));
        _folder.Add("top.wav");
        Assert.Contains("top.wav: expected a path such as {label}/{take}.wav", Assert.Throws<InvalidDataException>(() =>
            AudioFolder.Load(_folder.Path)).Message);
        File.Delete(Path.Combine(_folder.Path, "top.wav"));
        _folder.Add("a/a.wav");
        File.WriteAllText(Path.Combine(_folder.Path, "a", "b.wav"), "no sound");
        Assert.Contains("b.wav: expected a WAV file", Assert.Throws<InvalidDataException>(() => AudioFolder.Load(_folder.Path)).Message);
    }

    [Theory]
    [InlineData("{speaker}_{take}", "no field {label}")]
    [InlineData("{label}{take}", "without anything between")]
    [InlineData("{label}_{label}", "twice")]
    [InlineData("{label}_{", "brace")]
    [InlineData("{}_{label}", "brace")]
    public void Templates_without_sense_are_refused(string template, string reason) =>
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => AudioFolder.Load(_folder.Path,
            new() { Template = template })).Message);

    [Fact]
    public void Rates_and_features_must_fit()
    {
        Assert.Contains("8000", Assert.Throws<ArgumentException>(() => new AudioPipeline(s_named with { SampleRate = 16000 })).Message);
        Assert.Throws<ArgumentException>(() => new AudioPipeline(s_raw with { Normalization = Normalization.Mean }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AudioPipeline(s_raw with { Seconds = 0 }));
    }

    private AudioSamples Voices()
    {
        int tone = 0;
        foreach (string speaker in new[] { "ann", "ben", "theo" })
        {
            for (int take = 0; take < 4; take++)
            {
                _folder.Add($"0_{speaker}_{take}.wav", 300 + 10 * tone++);
                _folder.Add($"1_{speaker}_{take}.wav", 900 + 10 * tone++);
            }
        }
        return AudioFolder.Load(_folder.Path, s_named);
    }

    private static IEqualityComparer<float> Near(float tolerance) =>
        EqualityComparer<float>.Create((one, other) => Math.Abs(one - other) <= tolerance, static _ => 0);
}
