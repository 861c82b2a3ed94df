using System.Globalization;

namespace Unrolled.Data;

/// <summary>
/// Brings inputs to mean 0 and deviation 1: <c>(x - mean)/deviation</c>, for each feature or each channel, with the numbers of the samples
/// that it was fitted to. Fit it to the training samples alone, apply it to all, and keep it beside the network.
/// </summary>
public sealed class Standardize
{
    private const string MeanKey = "unrolled.mean", DeviationKey = "unrolled.deviation", InnerKey = "unrolled.inner";

    private readonly float[] _mean;
    private readonly float[] _deviation;

    /// <param name="mean">Numbers to subtract.</param>
    /// <param name="deviation">Numbers to divide by.</param>
    /// <param name="inner">Neighbouring floats that share a number: those of the axes behind the one that has numbers.</param>
    /// <exception cref="ArgumentException">They are no such numbers.</exception>
    internal Standardize(float[] mean, float[] deviation, int inner)
    {
        if (mean.Length == 0 || mean.Length != deviation.Length)
            throw new ArgumentException($"There are {mean.Length} means and {deviation.Length} deviations; there must be as many, and some.");
        if (!mean.All(float.IsFinite) || !deviation.All(static x => x > 0 && float.IsFinite(x)))
            throw new ArgumentException("A mean is not finite, or a deviation not above 0.");
        if (inner < 1)
            throw new ArgumentException($"{inner} floats share a number; it must be at least 1.");
        (_mean, _deviation, Inner) = (mean, deviation, inner);
    }

    /// <summary>What is subtracted: a number for each feature or channel.</summary>
    public ReadOnlySpan<float> Mean => _mean;

    /// <summary>What is divided by: a number for each feature or channel, 1 where all samples have the same value.</summary>
    public ReadOnlySpan<float> Deviation => _deviation;

    /// <summary>Neighbouring floats that share a number: 1 for features, height times width for the channels of images.</summary>
    public int Inner { get; }

    /// <summary>Finds mean and deviation of each feature, as scikit-learn's <c>StandardScaler</c> does.</summary>
    /// <param name="train">The samples to train with, of finite floats.</param>
    /// <exception cref="ArgumentException">There is no sample, the samples are tokens, or a value is not finite.</exception>
    public static Standardize Fit(Dataset train)
    {
        ArgumentNullException.ThrowIfNull(train);
        return Fit(train, [train.InputLength], 0);
    }

    /// <summary>Finds mean and deviation for each place along one axis, over all others: of an image's channels, or a spectrum's bands.</summary>
    /// <param name="train">The samples to train with, of finite floats.</param>
    /// <param name="shape">A sample's shape: <c>[3, 32, 32]</c>.</param>
    /// <param name="axis">The axis whose places have numbers of their own: 0 for an image's channels.</param>
    /// <exception cref="ArgumentException">There is no sample, the shape is not the samples', or a value is not finite.</exception>
    public static Standardize Fit(Dataset train, ReadOnlySpan<int> shape, int axis)
    {
        ArgumentNullException.ThrowIfNull(train);
        if ((uint)axis >= (uint)shape.Length)
            throw new ArgumentException($"There is no axis {axis} among {shape.Length}.", nameof(axis));
        long length = 1;
        int inner = 1;
        for (int i = 0; i < shape.Length; i++)
        {
            length *= shape[i];
            inner = i > axis ? inner * shape[i] : 1;
        }
        if (train.HasTokens || train.Count == 0)
            throw new ArgumentException(train.HasTokens ? "Tokens have no mean." : "No sample has no mean.", nameof(train));
        if (length != train.InputLength)
            throw new ArgumentException(
                $"{string.Join('×', shape.ToArray())} is {length} floats, but samples have {train.InputLength}.", nameof(shape));
        (float[] mean, float[] deviation) = Moments.Of(train.Inputs, shape[axis], inner, train.InputLength);
        return new(mean, deviation, inner);
    }

    /// <summary>The samples with standardised inputs, which are a copy; labels or targets, weights and classes' names stay.</summary>
    /// <param name="data">Samples of the shape that was fitted.</param>
    /// <exception cref="ArgumentException">They are of another shape.</exception>
    public Dataset Apply(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        float[] inputs = data.Inputs.ToArray();
        if (data.HasTokens || data.InputLength % Period != 0)
            throw Misfit(data.InputLength, nameof(data));
        Apply(inputs);
        return data.WithInputs(inputs, data.InputLength);
    }

    /// <summary>Standardises samples in place: one or several, one behind another.</summary>
    /// <param name="samples">Floats of the shape that was fitted.</param>
    /// <exception cref="ArgumentException">They are of another shape.</exception>
    public void Apply(Span<float> samples)
    {
        if (samples.Length % Period != 0)
            throw Misfit(samples.Length, nameof(samples));
        for (int place = 0; place < samples.Length; place += Inner)
        {
            int which = place / Inner % _mean.Length;
            (float mean, float deviation) = (_mean[which], _deviation[which]);
            foreach (ref float value in samples.Slice(place, Inner))
                value = (value - mean) / deviation;
        }
    }

    /// <summary>The numbers as strings, for the metadata of a network's file.</summary>
    public IReadOnlyDictionary<string, string> ToMetadata() => new Dictionary<string, string>
    {
        [MeanKey] = Text(_mean),
        [DeviationKey] = Text(_deviation),
        [InnerKey] = Inner.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Reads what <see cref="ToMetadata"/> gave; other strings may be there too.</summary>
    /// <param name="metadata">The strings.</param>
    /// <exception cref="InvalidDataException">The numbers are not there, or damaged.</exception>
    public static Standardize FromMetadata(IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        if (!metadata.TryGetValue(MeanKey, out string? mean) || !metadata.TryGetValue(DeviationKey, out string? deviation))
            throw new InvalidDataException($"The metadata has no {MeanKey} and {DeviationKey}; were they saved with the network?");
        try
        {
            return new(Numbers(mean), Numbers(deviation), int.Parse(metadata.GetValueOrDefault(InnerKey, "1"), CultureInfo.InvariantCulture));
        }
        catch (Exception damage) when (damage is FormatException or OverflowException or ArgumentException)
        {
            throw new InvalidDataException($"The metadata's {MeanKey} or {DeviationKey} is damaged: {damage.Message}", damage);
        }
    }

    /// <summary>Writes the numbers as a safetensors file with the tensors <c>mean</c> and <c>deviation</c>.</summary>
    /// <param name="path">The file; the old one stays until the new one is complete.</param>
    public void Save(string path) => StandardizeFile.Save(this, path);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or another one.</exception>
    public static Standardize Load(string path) => StandardizeFile.Load(path);

    private int Period => _mean.Length * Inner;

    private ArgumentException Misfit(int length, string name) => new(
        $"{length} floats are not what this was fitted to: {_mean.Length} numbers for {Inner} floats each, or a multiple.", name);

    private static string Text(float[] numbers) =>
        string.Join(' ', numbers.Select(static x => x.ToString("R", CultureInfo.InvariantCulture)));

    private static float[] Numbers(string text) =>
        Array.ConvertAll(text.Split(' '), static x => float.Parse(x, NumberStyles.Float, CultureInfo.InvariantCulture));
}
