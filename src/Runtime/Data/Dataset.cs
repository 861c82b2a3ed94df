namespace Unrolled;

/// <summary>
/// Samples in memory, one after another, each with its class labels or its float targets. Parts (<see cref="Take"/>, <see cref="Skip"/>,
/// <see cref="Split(int)"/>) look at the same memory and copy nothing.
/// </summary>
public sealed partial class Dataset : SampleSource
{
    private readonly ReadOnlyMemory<float> _inputs;
    private readonly ReadOnlyMemory<int> _tokens;
    private readonly ReadOnlyMemory<int> _labels;
    private readonly ReadOnlyMemory<float> _targets;
    private readonly ReadOnlyMemory<float> _weights;

    /// <summary>Samples with class labels: one a sample, or one a step for sequences. The arrays are kept, not copied.</summary>
    /// <param name="inputs">All samples' inputs, sample-major.</param>
    /// <param name="inputLength">Floats in one sample.</param>
    /// <param name="labels">All samples' labels, the same number for each sample; at least one.</param>
    /// <exception cref="ArgumentException">There is no sample, or a length is not a whole number of samples.</exception>
    public Dataset(float[] inputs, int inputLength, int[] labels)
        : base(Samples(inputs?.Length, inputLength, "floats"), new(inputLength, LabelsOf(inputs!.Length / inputLength, labels))) =>
        (_inputs, _labels) = (inputs, labels);

    /// <summary>Samples of tokens with class labels: one a sample, or one a step. The arrays are kept, not copied.</summary>
    /// <param name="inputs">All samples' tokens, sample-major.</param>
    /// <param name="inputLength">Tokens in one sample.</param>
    /// <param name="labels">All samples' labels, the same number for each sample; at least one.</param>
    /// <exception cref="ArgumentException">There is no sample, or a length is not a whole number of samples.</exception>
    public Dataset(int[] inputs, int inputLength, int[] labels)
        : base(
            Samples(inputs?.Length, inputLength, "tokens"),
            new(inputLength, LabelsOf(inputs!.Length / inputLength, labels), HasTokens: true)) =>
        (_tokens, _labels) = (inputs, labels);

    /// <summary>Samples with float targets. The arrays are kept, not copied.</summary>
    /// <param name="inputs">All samples' inputs, sample-major.</param>
    /// <param name="inputLength">Floats in one sample.</param>
    /// <param name="targets">All samples' targets, sample-major.</param>
    /// <param name="targetLength">Floats in one sample's target.</param>
    /// <exception cref="ArgumentException">There is no sample, a length is not a whole number of samples, or the two disagree.</exception>
    public Dataset(float[] inputs, int inputLength, float[] targets, int targetLength)
        : base(
            Samples(inputs?.Length, inputLength, "floats"),
            new(inputLength, TargetsOf(inputs!.Length / inputLength, targets, targetLength), HasLabels: false)) =>
        (_inputs, _targets) = (inputs, targets);

    /// <summary>Samples of tokens with float targets. The arrays are kept, not copied.</summary>
    /// <param name="inputs">All samples' tokens, sample-major.</param>
    /// <param name="inputLength">Tokens in one sample.</param>
    /// <param name="targets">All samples' targets, sample-major.</param>
    /// <param name="targetLength">Floats in one sample's target.</param>
    /// <exception cref="ArgumentException">There is no sample, a length is not a whole number of samples, or the two disagree.</exception>
    public Dataset(int[] inputs, int inputLength, float[] targets, int targetLength)
        : base(
            Samples(inputs?.Length, inputLength, "tokens"),
            new(inputLength, TargetsOf(inputs!.Length / inputLength, targets, targetLength), HasTokens: true, HasLabels: false)) =>
        (_tokens, _targets) = (inputs, targets);

    private Dataset(Dataset whole, int start, int count)
        : base(count, whole.Shape)
    {
        ClassNames = whole.ClassNames;
        if (HasTokens)
            _tokens = whole._tokens.Slice(start * InputLength, count * InputLength);
        else
            _inputs = whole._inputs.Slice(start * InputLength, count * InputLength);
        if (HasLabels)
            _labels = whole._labels.Slice(start * TargetLength, count * TargetLength);
        else
            _targets = whole._targets.Slice(start * TargetLength, count * TargetLength);
        if (HasWeights)
            _weights = whole._weights.Slice(start, count);
    }

    private Dataset(Dataset whole, float[] weights)
        : base(whole.Count, whole.Shape with { HasWeights = true })
    {
        ClassNames = whole.ClassNames;
        (_inputs, _tokens, _labels, _targets) = (whole._inputs, whole._tokens, whole._labels, whole._targets);
        _weights = weights;
    }

    /// <summary>All inputs: <c>[Count, InputLength]</c>; empty if they are tokens.</summary>
    public ReadOnlySpan<float> Inputs => _inputs.Span;

    /// <summary>All tokens: <c>[Count, InputLength]</c>; empty if the inputs are floats.</summary>
    public ReadOnlySpan<int> Tokens => _tokens.Span;

    /// <summary>All labels: <c>[Count, TargetLength]</c>; empty if the samples have targets.</summary>
    public ReadOnlySpan<int> Labels => _labels.Span;

    /// <summary>All targets: <c>[Count, TargetLength]</c>; empty if the samples have labels.</summary>
    public ReadOnlySpan<float> Targets => _targets.Span;

    /// <summary>What each sample counts for in the mean loss: <c>[Count]</c>; empty if all count alike.</summary>
    public ReadOnlySpan<float> Weights => _weights.Span;

    /// <summary>The same samples, each of which counts for its weight in the mean loss: <c>Σ wᵢ·lossᵢ / Σ wᵢ</c> over a batch.</summary>
    /// <param name="weights">One for each sample, finite and at least 0; the array is kept, not copied.</param>
    /// <exception cref="ArgumentException">There are too few or too many, or one is negative or not finite.</exception>
    public Dataset Weighted(float[] weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Length != Count)
            throw new ArgumentException($"{Count} samples need {Count} weights, but {weights.Length} were given.", nameof(weights));
        int wrong = Array.FindIndex(weights, static weight => !(weight >= 0 && float.IsFinite(weight)));
        return wrong < 0 ? new Dataset(this, weights) : throw new ArgumentException(
            $"weights[{wrong}] is {weights[wrong]}, but a weight must be finite and at least 0; 1 is usual.", nameof(weights));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    public override void Read(int index, int epoch, Sample into)
    {
        if ((uint)index >= (uint)Count)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"The dataset has {Count} samples; 0 to {Count - 1} can be read.");
        Row(Inputs, index).CopyTo(into.Input);
        Row(Tokens, index).CopyTo(into.Tokens);
        Row(Labels, index).CopyTo(into.Labels);
        Row(Targets, index).CopyTo(into.Targets);
        Row(Weights, index).CopyTo(into.Weight);
    }

    /// <summary>The first samples.</summary>
    /// <param name="count">How many, 0 to <see cref="SampleSource.Count"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not that many.</exception>
    public Dataset Take(int count) => new(this, 0, Within(count, nameof(count)));

    /// <summary>All but the first samples.</summary>
    /// <param name="count">How many to leave out, 0 to <see cref="SampleSource.Count"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not that many.</exception>
    public Dataset Skip(int count) => new(this, Within(count, nameof(count)), Count - count);

    /// <summary>Cuts in two, in order: for instance into training and validation samples.</summary>
    /// <param name="first">Samples in the first part, 0 to <see cref="SampleSource.Count"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not that many.</exception>
    public (Dataset First, Dataset Second) Split(int first) =>
        (new(this, 0, Within(first, nameof(first))), new(this, first, Count - first));

    /// <summary>
    /// What a network makes of all samples, with the same labels or targets: computed once, a network's head can be
    /// trained from them as often as one likes, as long as what is before the head is frozen. The outputs are those of
    /// <see cref="INetwork{TSelf}.Predict(ReadOnlySpan{float}, Span{float})"/>, computed by a <see cref="BatchPredictor{T}"/>.
    /// </summary>
    /// <typeparam name="T">The network's class.</typeparam>
    /// <param name="network">The network whose outputs are wanted: a backbone.</param>
    /// <exception cref="ArgumentException">The samples are not of the network's shape, or a token is out of range.</exception>
    /// <exception cref="InvalidOperationException">The network takes tokens and the samples are floats, or the other way round.</exception>
    public Dataset Features<T>(T network) where T : class, INetwork<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        NetworkInfo info = T.Info;
        if (InputLength != info.InputLength)
            throw new ArgumentException(
                $"{info.Name} takes samples of {string.Join('×', info.Input)} = {info.InputLength}, " +
                $"but the dataset's have {InputLength}.",
                nameof(network));
        float[] outputs = new float[checked(Count * info.OutputLength)];
        using (var predictor = new BatchPredictor<T>(network))
        {
            if (HasTokens)
                predictor.Predict(Tokens, outputs);
            else
                predictor.Predict(Inputs, outputs);
        }
        Dataset features = HasLabels
            ? new Dataset(outputs, info.OutputLength, Labels.ToArray()) { ClassNames = ClassNames }
            : new Dataset(outputs, info.OutputLength, Targets.ToArray(), TargetLength) { ClassNames = ClassNames };
        return HasWeights ? features.Weighted(Weights.ToArray()) : features;
    }

    private ReadOnlySpan<TElement> Row<TElement>(ReadOnlySpan<TElement> all, int index)
    {
        int length = all.Length / Count;
        return all.Slice(index * length, length);
    }

    private int Within(int count, string name) => count >= 0 && count <= Count
        ? count
        : throw new ArgumentOutOfRangeException(name, count, $"The dataset has {Count} samples; 0 to {Count} can be asked for.");

    private static int Samples(int? inputs, int inputLength, string kind)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputLength);
        return inputs > 0 && inputs % inputLength == 0 ? inputs.Value / inputLength : throw new ArgumentException(
            $"Inputs must be one or more samples of {inputLength} {kind}, but {inputs} {kind} were given.", nameof(inputs));
    }

    private static int LabelsOf(int samples, int[] labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return labels.Length > 0 && labels.Length % samples == 0 ? labels.Length / samples : throw new ArgumentException(
            $"{samples} samples need {samples} labels, or the same number for each, but {labels.Length} were given.", nameof(labels));
    }

    private static int TargetsOf(int samples, float[] targets, int targetLength)
    {
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(targetLength);
        return targets.Length == (long)samples * targetLength ? targetLength : throw new ArgumentException(
            $"{samples} samples with targets of {targetLength} floats need {(long)samples * targetLength} floats, " +
            $"but {targets.Length} were given.",
            nameof(targets));
    }
}
