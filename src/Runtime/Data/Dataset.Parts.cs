using Unrolled.Memory;

namespace Unrolled;

// Parts in other orders: they are copies, for a sample's neighbours lie elsewhere.
public sealed partial class Dataset
{
    // A stream of the shuffles that no epoch of a trainer reaches.
    private const ulong Parting = 1UL << 40;

    /// <summary>The samples of some indices, in that order; an index may be there more than once. The memory is a copy.</summary>
    /// <param name="indices">Which samples.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    public Dataset Subset(ReadOnlySpan<int> indices)
    {
        foreach (int index in indices)
        {
            if ((uint)index >= (uint)Count)
                throw new ArgumentOutOfRangeException(
                    nameof(indices), index, $"The dataset has {Count} samples; 0 to {Count - 1} can be asked for.");
        }
        return new Dataset(this, indices);
    }

    /// <summary>The same samples in a random order, which follows from the seed and is the same everywhere. The memory is a copy.</summary>
    /// <param name="seed">Chosen by the user.</param>
    public Dataset Shuffle(ulong seed) => Subset(Order(seed));

    /// <summary>
    /// Cuts at random: for training and for testing, where the samples lie in an order such as that of their classes. Each part
    /// is a copy, in
    /// random order. The parts follow from the seed and are the same everywhere.
    /// </summary>
    /// <param name="share">The first part's share, between 0 and 1; each part has one sample at least, if there are two.</param>
    /// <param name="seed">Chosen by the user.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
    public (Dataset First, Dataset Second) Split(double share, ulong seed)
    {
        int[] order = Order(seed);
        int first = FirstOf(share);
        return (Subset(order.AsSpan(0, first)), Subset(order.AsSpan(first)));
    }

    /// <summary>
    /// As <see cref="Split(double, ulong)"/>, with each class's samples cut in this proportion, to within one sample. A sample's
    /// class is its
    /// first label.
    /// </summary>
    /// <param name="share">The first part's share, between 0 and 1.</param>
    /// <param name="seed">Chosen by the user.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
    /// <exception cref="InvalidOperationException">The samples have targets and not labels.</exception>
    public (Dataset First, Dataset Second) SplitStratified(double share, ulong seed)
    {
        RequireLabels();
        int first = FirstOf(share);
        int[] order = Order(seed);
        SortedDictionary<int, int> sizes = Classes();
        // What is left over when each class is rounded down goes to those that lost most.
        Dictionary<int, int> quota = sizes.ToDictionary(static c => c.Key, c => (int)(share * c.Value));
        int left = first - quota.Values.Sum();
        foreach (int label in sizes.Keys.OrderByDescending(label => share * sizes[label] - quota[label]).Take(left).ToArray())
            quota[label]++;
        List<int> firsts = [], seconds = [];
        foreach (int index in order)
            (quota[Class(index)]-- > 0 ? firsts : seconds).Add(index);
        return (Subset([.. firsts]), Subset([.. seconds]));
    }

    /// <summary>
    /// Cross-validation: cuts into equal parts (to within one sample), of which each is the validation samples once while the
    /// others are for training. All are copies, in random order; they follow from the seed and are the same everywhere.
    /// </summary>
    /// <param name="folds">The number of parts, 2 to <see cref="SampleSource.Count"/>.</param>
    /// <param name="seed">Chosen by the user.</param>
    /// <param name="stratified">Whether each class's samples are spread evenly over the parts.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are too few parts, or not enough samples.</exception>
    /// <exception cref="InvalidOperationException">Classes are wanted, but the samples have targets.</exception>
    public IEnumerable<(Dataset Train, Dataset Validation)> KFold(int folds, ulong seed, bool stratified = false)
    {
        if (folds < 2 || folds > Count)
            throw new ArgumentOutOfRangeException(nameof(folds), folds, $"{Count} samples make 2 to {Count} folds.");
        if (stratified)
            RequireLabels();
        int[] order = Order(seed);
        // Dealt out in turn; class by class, if the classes are to be spread.
        int[] dealt = stratified ? [.. order.OrderBy(Class)] : order;
        var fold = new int[Count];
        for (int i = 0; i < dealt.Length; i++)
            fold[dealt[i]] = i % folds;
        return Parts();

        IEnumerable<(Dataset, Dataset)> Parts()
        {
            for (int f = 0; f < folds; f++)
                yield return (Subset([.. order.Where(i => fold[i] != f)]), Subset([.. order.Where(i => fold[i] == f)]));
        }
    }

    /// <summary>
    /// Cuts by what samples belong to, such as a speaker: samples of one group never are in both parts. The order stays; the
    /// parts are copies.
    /// </summary>
    /// <typeparam name="TGroup">What names a group.</typeparam>
    /// <param name="groups">Each sample's group.</param>
    /// <param name="heldOut">Whether a group is held out.</param>
    /// <exception cref="ArgumentException">There are more or fewer groups than samples.</exception>
    public (Dataset Kept, Dataset HeldOut) SplitByGroup<TGroup>(IReadOnlyList<TGroup> groups, Predicate<TGroup> heldOut)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(heldOut);
        if (groups.Count != Count)
            throw new ArgumentException($"{Count} samples need a group each, but {groups.Count} were given.", nameof(groups));
        ILookup<bool, int> parts = Enumerable.Range(0, Count).ToLookup(i => heldOut(groups[i]));
        return (Subset([.. parts[false]]), Subset([.. parts[true]]));
    }

    /// <summary>Other inputs with the same labels or targets, weights and classes' names: what a transform gives.</summary>
    /// <param name="inputs">All samples' inputs, sample-major; the array is kept, not copied.</param>
    /// <param name="inputLength">Floats in one sample.</param>
    /// <exception cref="ArgumentException">They are not as many samples as there are.</exception>
    public Dataset WithInputs(float[] inputs, int inputLength)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputLength);
        return inputs.Length == (long)Count * inputLength ? new Dataset(this, inputs, inputLength) : throw new ArgumentException(
            $"{Count} samples of {inputLength} floats need {(long)Count * inputLength}, but {inputs.Length} were given.", nameof(inputs));
    }

    private Dataset(Dataset whole, ReadOnlySpan<int> indices)
        : base(indices.Length, whole.Shape)
    {
        ClassNames = whole.ClassNames;
        _inputs = Rows(whole, whole._inputs.Span, indices);
        _tokens = Rows(whole, whole._tokens.Span, indices);
        _labels = Rows(whole, whole._labels.Span, indices);
        _targets = Rows(whole, whole._targets.Span, indices);
        _weights = Rows(whole, whole._weights.Span, indices);
    }

    private Dataset(Dataset whole, float[] inputs, int inputLength)
        : base(whole.Count, whole.Shape with { InputLength = inputLength, HasTokens = false })
    {
        ClassNames = whole.ClassNames;
        (_inputs, _labels, _targets, _weights) = (inputs, whole._labels, whole._targets, whole._weights);
    }

    private static TElement[] Rows<TElement>(Dataset whole, ReadOnlySpan<TElement> from, ReadOnlySpan<int> indices)
    {
        if (from.IsEmpty)
            return [];
        int length = from.Length / whole.Count;
        var rows = new TElement[checked(indices.Length * length)];
        for (int i = 0; i < indices.Length; i++)
            from.Slice(indices[i] * length, length).CopyTo(rows.AsSpan(i * length));
        return rows;
    }

    private int[] Order(ulong seed)
    {
        var order = new int[Count];
        CounterRandom.Permute(order, seed, Parting);
        return order;
    }

    private int FirstOf(double share)
    {
        if (!(share > 0 && share < 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "A part's share is between 0 and 1, such as 0.8.");
        int first = (int)Math.Round(share * Count, MidpointRounding.AwayFromZero);
        return Count < 2 ? first : Math.Clamp(first, 1, Count - 1);
    }

    private int Class(int index) => _labels.Span[index * TargetLength];

    private SortedDictionary<int, int> Classes()
    {
        var sizes = new SortedDictionary<int, int>();
        for (int i = 0; i < Count; i++)
            sizes[Class(i)] = sizes.GetValueOrDefault(Class(i)) + 1;
        return sizes;
    }

    private void RequireLabels()
    {
        if (!HasLabels)
            throw new InvalidOperationException("The samples have targets, which make no classes; split without strata.");
    }
}
