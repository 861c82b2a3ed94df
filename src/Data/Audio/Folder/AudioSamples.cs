using System.Collections.Immutable;

namespace Unrolled.Data;

/// <summary>One recording: where it came from, what its path says, and its sound.</summary>
internal sealed record Recording(string Path, string[] Fields, Waveform Sound);

/// <summary>Recordings in memory: as samples, as they are or changed at random, with what their paths say.</summary>
public sealed class AudioSamples
{
    private readonly IReadOnlyList<string> _fields;
    private readonly IReadOnlyList<Recording> _recordings;
    private readonly Lazy<Dataset> _data;

    internal AudioSamples(
        AudioPipeline pipeline, ImmutableArray<string> classNames, IReadOnlyList<string> fields, IReadOnlyList<Recording> recordings)
    {
        (Pipeline, ClassNames, _fields, _recordings) = (pipeline, classNames, fields, recordings);
        Files = [.. recordings.Select(static recording => recording.Path)];
        Recordings = [.. recordings.Select(static recording => recording.Sound)];
        _data = new Lazy<Dataset>(Compute);
    }

    /// <summary>How many there are.</summary>
    public int Count => _recordings.Count;

    /// <summary>The classes' names, by label: those of the whole folder.</summary>
    public ImmutableArray<string> ClassNames { get; }

    /// <summary>The recordings' files, by sample.</summary>
    public ImmutableArray<string> Files { get; }

    /// <summary>The sound, by sample: one channel at one rate, without silent ends, of its own length.</summary>
    public ImmutableArray<Waveform> Recordings { get; }

    /// <summary>What made samples of recordings; a new recording becomes one by the same.</summary>
    public AudioPipeline Pipeline { get; }

    /// <summary>The samples, with one label each. Computed when it is first asked for, on all processors.</summary>
    /// <exception cref="InvalidOperationException">There are no recordings in this part.</exception>
    public Dataset Data => Count > 0 ? _data.Value : throw new InvalidOperationException("There are no recordings in this part.");

    /// <summary>What the paths say, by sample.</summary>
    /// <param name="name">A field of <see cref="AudioOptions.Template"/>, <c>speaker</c> for instance.</param>
    /// <exception cref="ArgumentException">The template has no such field.</exception>
    public IReadOnlyList<string> Field(string name)
    {
        int field = _fields.ToList().IndexOf(name);
        return field >= 0
            ? [.. _recordings.Select(recording => recording.Fields[field])]
            : throw new ArgumentException($"There is no field \"{name}\"; there are {string.Join(", ", _fields)}.", nameof(name));
    }

    /// <summary>
    /// The same recordings as samples that are changed at random each time they are read: to learn from, not to judge by.
    /// </summary>
    /// <param name="seed">The same seed gives the same samples in the same epoch, on any machine and for any number of threads.</param>
    /// <param name="augmentation">What is changed.</param>
    public SampleSource Augment(ulong seed, AudioAugmentation augmentation)
    {
        ArgumentNullException.ThrowIfNull(augmentation);
        return new AugmentedAudio(Pipeline, augmentation, Recordings, Labels(), seed) { ClassNames = ClassNames };
    }

    /// <summary>
    /// The same recordings played faster or slower, voices and all: <see cref="Voting"/> on several speeds judges voices that are
    /// higher or lower than those learned from more surely.
    /// </summary>
    /// <param name="speed">In hundredths, 0.5 to 2: at 1.25, four fifths as long and a quarter higher.</param>
    /// <exception cref="ArgumentOutOfRangeException">The speed is out of its range.</exception>
    public AudioSamples AtSpeed(double speed)
    {
        if (!(speed is >= 0.5 and <= 2))
            throw new ArgumentOutOfRangeException(nameof(speed), speed, "A speed is 0.5 to 2; 1 is that of the recordings.");
        int hundredths = (int)Math.Round(speed * 100);
        if (hundredths == 100)
            return this;
        var resampler = new Resampler(hundredths, 100);
        IEnumerable<Recording> played = _recordings.Select(one => one with { Sound = Played(one.Sound, resampler) });
        return new AudioSamples(Pipeline, ClassNames, _fields, [.. played]);
    }

    /// <summary>Some of the recordings, in their order.</summary>
    /// <param name="isIn">Whether a recording is one of them, by its index.</param>
    public AudioSamples Where(Func<int, bool> isIn)
    {
        ArgumentNullException.ThrowIfNull(isIn);
        return new AudioSamples(Pipeline, ClassNames, _fields, [.. _recordings.Where((_, i) => isIn(i))]);
    }

    /// <summary>
    /// Holds out all recordings with one value of a field, such as a speaker, to see what a network makes of a voice that it does
    /// not know.
    /// </summary>
    /// <param name="field">The field.</param>
    /// <param name="value">Its value in the recordings that are held out.</param>
    /// <exception cref="ArgumentException">There is no such field, or no recording with, or none without, the value.</exception>
    public (AudioSamples Others, AudioSamples HeldOut) HoldOut(string field, string value)
    {
        IReadOnlyList<string> values = Field(field);
        int count = values.Count(one => one == value);
        if (count == 0 || count == Count)
            throw new ArgumentException(
                $"{count} of {Count} recordings have {field} \"{value}\"; the values are " +
                $"{string.Join(", ", values.Distinct().Order(StringComparer.Ordinal))}.",
                nameof(value));
        return (Where(i => values[i] != value), Where(i => values[i] == value));
    }

    /// <summary>Splits at random so that each class has the same share in both parts, as nearly as its number allows.</summary>
    /// <param name="share">The first part's share, 0 to 1.</param>
    /// <param name="seed">Decides which recordings go where.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not 0 to 1.</exception>
    public (AudioSamples First, AudioSamples Second) Split(double share, ulong seed = 0)
    {
        if (!(share is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "A share is 0 to 1; 0.9 keeps a tenth to judge by.");
        int[] labels = Labels();
        var isFirst = new bool[Count];
        foreach (IGrouping<int, int> one in Enumerable.Range(0, Count).GroupBy(i => labels[i]))
        {
            // Sorted by numbers drawn for each: a shuffle.
            int[] order = [.. one.OrderBy(i => new SampleRandom(seed, 0, i).NextSingle()).ThenBy(static i => i)];
            foreach (int i in order.Take((int)Math.Round(share * order.Length)))
                isFirst[i] = true;
        }
        return (Where(i => isFirst[i]), Where(i => !isFirst[i]));
    }

    private static Waveform Played(Waveform sound, Resampler resampler)
    {
        var samples = new float[resampler.OutputLength(sound.Length)];
        resampler.Apply(sound.Samples, samples);
        return new Waveform(samples, sound.SampleRate);
    }

    private int[] Labels() => [.. Field(PathTemplate.Label).Select(name => ClassNames.IndexOf(name))];

    private Dataset Compute()
    {
        int length = Pipeline.InputLength;
        var inputs = new float[checked(Count * length)];
        Parallel.For(0, Count, i => Pipeline.Write(Recordings[i].Samples, null, default, inputs.AsSpan(i * length, length)));
        return new Dataset(inputs, length, Labels()) { ClassNames = ClassNames };
    }
}
