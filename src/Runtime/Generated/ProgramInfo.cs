using System.Collections.Immutable;
using System.ComponentModel;

namespace Unrolled.Generated;

/// <summary>Sizes of a network's generated programs, in floats unless said otherwise.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record ProgramInfo
{
    /// <summary>Group-scope values of training.</summary>
    public required int TrainValues { get; init; }

    /// <summary>Group-scope values of <see cref="Entry.EvaluateGroup"/>.</summary>
    public required int EvaluateValues { get; init; }

    /// <summary>Values of inference on a group.</summary>
    public required int PredictGroupValues { get; init; }

    /// <summary>Values of inference on one sample.</summary>
    public required int PredictOneValues { get; init; }

    /// <summary>Chunk-scope values for each group.</summary>
    public required int ChunkStride { get; init; }

    /// <summary>Values of each group that the whole batch keeps between phases.</summary>
    public int BatchStride { get; init; }

    /// <summary>Values that all samples of a batch share in training.</summary>
    public int SharedValues { get; init; }

    /// <summary>The same in inference.</summary>
    public int PredictSharedValues { get; init; }

    /// <summary>The same in inference with a loss.</summary>
    public int EvaluateSharedValues { get; init; }

    /// <summary>The same for gradients of inputs.</summary>
    public int InputGradientSharedValues { get; init; }

    /// <summary>
    /// How often inference of groups passes over them: once, and once more behind the work of each wide layer that something follows.
    /// </summary>
    public int PredictPhases { get; init; } = 1;

    /// <summary>Values of each group that inference keeps between its phases.</summary>
    public int PredictBatchStride { get; init; }

    /// <summary>The work of wide layers in inference of groups, as <see cref="Wide"/>.</summary>
    public ImmutableArray<WideWork> PredictWide { get; init; } = [];

    /// <summary>How often training passes over the batch, with a merge behind each pass where there are several, or wide work.</summary>
    public int Phases { get; init; } = 1;

    /// <summary>The work of wide layers, in order: each is shared out over threads by its items, behind its phase.</summary>
    public ImmutableArray<WideWork> Wide { get; init; } = [];

    /// <summary>What each phase's merge reads of all groups.</summary>
    public ImmutableArray<MergedRange> Merged { get; init; } = [];

    /// <summary>Gradients from the first on that chunks add to slots.</summary>
    public required int SlottedCount { get; init; }

    /// <summary>How many parameters are learned, and have gradients.</summary>
    public required int LearnedCount { get; init; }

    /// <summary>Where learned parameters lie and where their gradients do; empty where both begin alike at 0.</summary>
    public ImmutableArray<LearnedRange> Learned { get; init; } = [];

    /// <summary>Up to this many left-over samples, one by one beats a padded group.</summary>
    public required int OneIsCheaperUpTo { get; init; }

    /// <summary>What the loss compares with.</summary>
    public required TargetKind Targets { get; init; }

    /// <summary>Targets of one sample: labels, or floats.</summary>
    public required int TargetLength { get; init; }

    /// <summary>
    /// For labels: their number; a label is 0 to Classes - 1, or -100 to be ignored. Otherwise 0. Distributions have
    /// TargetLength × Classes floats.
    /// </summary>
    public int Classes { get; init; }

    /// <summary>What the outputs mean to the loss.</summary>
    public OutputMeaning Outputs { get; init; }

    /// <summary>For networks of tokens: their number, an input is 0 to Tokens - 1. Otherwise 0, and inputs are floats.</summary>
    public int Tokens { get; init; }

    /// <summary>Tables whose gradients are summed row by row once all phases are done.</summary>
    public ImmutableArray<EmbeddingInfo> Embeddings { get; init; } = [];

    /// <summary>Values of <see cref="Entry.InputGradientGroup"/>; 0 where it is not there.</summary>
    public int InputGradientValues { get; init; }

    /// <summary>Values of <see cref="Entry.StepOne"/>.</summary>
    public int StepValues { get; init; }

    /// <summary>Floats of the state of a network that runs step by step; 0 where <see cref="Entry.StepOne"/> is not there.</summary>
    public int StateLength { get; init; }

    /// <summary>Floats, or tokens, of one time step.</summary>
    public int StepInputLength { get; init; }

    /// <summary>Floats that one time step gives.</summary>
    public int StepOutputLength { get; init; }
}

/// <summary>Work over the whole batch that threads share out.</summary>
/// <param name="Phase">The phase that it ends.</param>
/// <param name="Items">Its items, which may run in any order and side by side.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record WideWork(int Phase, int Items)
{
    /// <summary>The gradient that it sums over all groups; null where each group has results of its own.</summary>
    public WideSum? Sum { get; init; }
}

/// <summary>The gradient of a wide layer's weights: an item of the work has a block of its columns, or what is left.</summary>
/// <param name="Gradient">The first one's place in the gradients.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Columns">Its columns, side by side.</param>
/// <param name="Block">Columns of an item.</param>
/// <param name="Reads">What it reads of each group.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record WideSum(int Gradient, int Rows, int Columns, int Block, ImmutableArray<BatchRange> Reads);

/// <summary>Floats of a group's part of <see cref="Frame.Batch"/>.</summary>
/// <param name="Offset">The first one's place.</param>
/// <param name="Length">How many.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record BatchRange(int Offset, int Length);

/// <summary>What a phase's merge reads of each group.</summary>
/// <param name="Phase">The phase that it ends.</param>
/// <param name="Range">What it reads.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record MergedRange(int Phase, BatchRange Range);

/// <summary>A stretch of learned parameters whose gradients lie in the same order.</summary>
/// <param name="Offset">The first one's place among the parameters.</param>
/// <param name="Gradient">Its gradient's place among the gradients.</param>
/// <param name="Length">How many there are.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record LearnedRange(int Offset, int Gradient, int Length);

/// <summary>
/// A table of rows that tokens choose. The gradient of row <c>r</c> is the sum, in the order of samples and then steps,
/// of the output gradients where the token is <c>r</c>; each group leaves its own in its part of
/// <see cref="Frame.Batch"/>, 16 samples of <c>[Steps, Units]</c>.
/// </summary>
/// <param name="Offset">The first row's place in the gradients, behind those with slots.</param>
/// <param name="Vocabulary">Rows.</param>
/// <param name="Units">Floats in a row.</param>
/// <param name="Steps">Tokens of a sample.</param>
/// <param name="BatchOffset">Where the output gradients begin in a group's part.</param>
/// <param name="SampleStride">Floats from one sample's output gradients to the next sample's.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record EmbeddingInfo(int Offset, int Vocabulary, int Units, int Steps, int BatchOffset, int SampleStride);

/// <summary>What a loss compares a network's outputs with.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum TargetKind
{
    /// <summary>The network has no loss: it can predict, not train.</summary>
    None,

    /// <summary>Class numbers.</summary>
    Labels,

    /// <summary>Floats in the outputs' shape.</summary>
    Values,
}

/// <summary>What a network's outputs mean to its loss.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum OutputMeaning
{
    /// <summary>Numbers that come close to targets; or there is no loss.</summary>
    Values,

    /// <summary>Logits along the last axis, of which a softmax makes probabilities of classes.</summary>
    ClassLogits,

    /// <summary>Logits that each stand for a yes or no of its own.</summary>
    BinaryLogits,

    /// <summary>Logarithms of probabilities.</summary>
    LogProbabilities,
}
