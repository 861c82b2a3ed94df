namespace Unrolled;

/// <summary>
/// Samples in memory, one after another, each with its class labels or its float targets. Parts (<see cref="Take"/>, <see cref="Skip"/>,
/// <see cref="Split"/>) look at the same memory and copy nothing.
/// </summary>
public sealed class Dataset
{
    private readonly ReadOnlyMemory<float> _inputs;
    private readonly ReadOnlyMemory<int> _tokens;
    private readonly ReadOnlyMemory<int> _labels;
    private readonly ReadOnlyMemory<float> _targets;

    /// <summary>Samples with class labels: one a sample, or one a step for sequences. The arrays are kept, not copied.</summary>
    /// <param name="inputs">All samples' inputs, sample-major.</param>
    /// <param name="inputLength">Floats in one sample.</param>
    /// <param name="labels">All samples' labels, the same number for each sample; at least one.</param>
    /// <exception cref="ArgumentException">There is no sample, or a length is not a whole number of samples.</exception>
    public Dataset(float[] inputs, int inputLength, int[] labels)
        : this(inputs?.Length, inputLength, "floats", labels) => _inputs = inputs;

    /// <summary>Samples of tokens with class labels: one a sample, or one a step. The arrays are kept, not copied.</summary>
    /// <param name="inputs">All samples' tokens, sample-major.</param>
    /// <param name="inputLength">Tokens in one sample.</param>
    /// <param name="labels">All samples' labels, the same number for each sample; at least one.</param>
    /// <exception cref="ArgumentException">There is no sample, or a length is not a whole number of samples.</exception>
    public Dataset(int[] inputs, int inputLength, int[] labels)
        : this(inputs?.Length, inputLength, "tokens", labels)
    {
        HasTokens = true;
        _tokens = inputs;
    }

    /// <summary>Samples with float targets. The arrays are kept, not copied.</summary>
    /// <param name="inputs">All samples' inputs, sample-major.</param>
    /// <param name="inputLength">Floats in one sample.</param>
    /// <param name="targets">All samples' targets, sample-major.</param>
    /// <param name="targetLength">Floats in one sample's target.</param>
    /// <exception cref="ArgumentException">There is no sample, a length is not a whole number of samples, or the two disagree.</exception>
    public Dataset(float[] inputs, int inputLength, float[] targets, int targetLength)
        : this(inputs?.Length, inputLength, "floats", targets, targetLength) => _inputs = inputs;

    /// <summary>Samples of tokens with float targets. The arrays are kept, not copied.</summary>
    /// <param name="inputs">All samples' tokens, sample-major.</param>
    /// <param name="inputLength">Tokens in one sample.</param>
    /// <param name="targets">All samples' targets, sample-major.</param>
    /// <param name="targetLength">Floats in one sample's target.</param>
    /// <exception cref="ArgumentException">There is no sample, a length is not a whole number of samples, or the two disagree.</exception>
    public Dataset(int[] inputs, int inputLength, float[] targets, int targetLength)
        : this(inputs?.Length, inputLength, "tokens", targets, targetLength)
    {
        HasTokens = true;
        _tokens = inputs;
    }

    private Dataset(int? inputs, int inputLength, string kind, int[] labels)
    {
        Count = Samples(inputs, inputLength, kind);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Length == 0 || labels.Length % Count != 0)
            throw new ArgumentException(
                $"{Count} samples need {Count} labels, or the same number for each, but {labels.Length} were given.", nameof(labels));
        InputLength = inputLength;
        TargetLength = labels.Length / Count;
        HasLabels = true;
        _labels = labels;
    }

    private Dataset(int? inputs, int inputLength, string kind, float[] targets, int targetLength)
    {
        Count = Samples(inputs, inputLength, kind);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(targetLength);
        long expected = (long)Count * targetLength;
        if (targets.Length != expected)
            throw new ArgumentException(
                $"{Count} samples with targets of {targetLength} floats need {expected} floats, but {targets.Length} were given.",
                nameof(targets));
        InputLength = inputLength;
        TargetLength = targetLength;
        _targets = targets;
    }

    private Dataset(Dataset whole, int start, int count)
    {
        Count = count;
        InputLength = whole.InputLength;
        TargetLength = whole.TargetLength;
        HasLabels = whole.HasLabels;
        HasTokens = whole.HasTokens;
        if (HasTokens)
            _tokens = whole._tokens.Slice(start * InputLength, count * InputLength);
        else
            _inputs = whole._inputs.Slice(start * InputLength, count * InputLength);
        if (HasLabels)
            _labels = whole._labels.Slice(start * TargetLength, count * TargetLength);
        else
            _targets = whole._targets.Slice(start * TargetLength, count * TargetLength);
    }

    /// <summary>How many samples there are; a part may have none.</summary>
    public int Count { get; }

    /// <summary>Floats, or tokens, in one sample's input.</summary>
    public int InputLength { get; }

    /// <summary>Labels, or target floats, of one sample.</summary>
    public int TargetLength { get; }

    /// <summary>Whether the samples have <see cref="Labels"/>; otherwise they have <see cref="Targets"/>.</summary>
    public bool HasLabels { get; }

    /// <summary>Whether the samples are of <see cref="Tokens"/>; otherwise they have <see cref="Inputs"/>.</summary>
    public bool HasTokens { get; }

    /// <summary>All inputs: <c>[Count, InputLength]</c>; empty if they are tokens.</summary>
    public ReadOnlySpan<float> Inputs => _inputs.Span;

    /// <summary>All tokens: <c>[Count, InputLength]</c>; empty if the inputs are floats.</summary>
    public ReadOnlySpan<int> Tokens => _tokens.Span;

    /// <summary>All labels: <c>[Count, TargetLength]</c>; empty if the samples have targets.</summary>
    public ReadOnlySpan<int> Labels => _labels.Span;

    /// <summary>All targets: <c>[Count, TargetLength]</c>; empty if the samples have labels.</summary>
    public ReadOnlySpan<float> Targets => _targets.Span;

    /// <summary>The first samples.</summary>
    /// <param name="count">How many, 0 to <see cref="Count"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not that many.</exception>
    public Dataset Take(int count) => new(this, 0, Within(count, nameof(count)));

    /// <summary>All but the first samples.</summary>
    /// <param name="count">How many to leave out, 0 to <see cref="Count"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not that many.</exception>
    public Dataset Skip(int count) => new(this, Within(count, nameof(count)), Count - count);

    /// <summary>Cuts in two, in order: for instance into training and validation samples.</summary>
    /// <param name="first">Samples in the first part, 0 to <see cref="Count"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not that many.</exception>
    public (Dataset First, Dataset Second) Split(int first) =>
        (new(this, 0, Within(first, nameof(first))), new(this, first, Count - first));

    /// <summary>
    /// What a network makes of all samples, with the same labels or targets: computed once, a network's head can be
    /// trained from them as often as one likes, as long as what is before the head is frozen. The outputs are those of
    /// <see cref="INetwork{TSelf}.Predict(ReadOnlySpan{float}, Span{float})"/>.
    /// </summary>
    /// <typeparam name="T">The network's class.</typeparam>
    /// <param name="network">The network whose outputs are wanted: a backbone.</param>
    /// <exception cref="ArgumentException">The samples are not of the network's shape.</exception>
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
        const int Block = 256;
        float[] outputs = new float[checked(Count * info.OutputLength)];
        Parallel.For(0, (Count + Block - 1) / Block, block =>
        {
            int first = block * Block, count = Math.Min(Block, Count - first);
            Span<float> to = outputs.AsSpan(first * info.OutputLength, count * info.OutputLength);
            if (HasTokens)
                network.Predict(Tokens.Slice(first * InputLength, count * InputLength), to);
            else
                network.Predict(Inputs.Slice(first * InputLength, count * InputLength), to);
        });
        return HasLabels
            ? new Dataset(outputs, info.OutputLength, Labels.ToArray())
            : new Dataset(outputs, info.OutputLength, Targets.ToArray(), TargetLength);
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
}
