using System.Collections.Immutable;
using System.ComponentModel;

namespace Unrolled.Generated;

/// <summary>The entries of a network's generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum Entry
{
    /// <summary>A phase of training on one group of up to 16 samples; with one phase all of it: forward, loss and backward.</summary>
    TrainGroup,

    /// <summary>What a phase sums over a chunk's groups at once: the weight gradients of dense layers.</summary>
    TrainChunk,

    /// <summary>What a phase makes of all groups of the batch together, once, behind every chunk: merged statistics.</summary>
    TrainMerge,

    /// <summary>Once, after the last phase of a step that is taken: what training remembers besides gradients, such as running statistics.</summary>
    TrainFinish,

    /// <summary>Inference of one group of up to 16 samples.</summary>
    PredictGroup,

    /// <summary>Inference of one sample.</summary>
    PredictOne,

    /// <summary>Inference and loss of one group of up to 16 samples.</summary>
    EvaluateGroup,

    /// <summary>Inference of one time step of one sample, from a state to the next.</summary>
    StepOne,

    /// <summary>Inference of one group of up to 16 samples, and the gradient with respect to its inputs, which goes to <see cref="Frame.Outputs"/>.</summary>
    InputGradientGroup,

    /// <summary>An item of a wide layer's work, over all groups of the batch: behind a phase's merge.</summary>
    TrainWide,

    /// <summary>What training makes of parameters alone, once a step, before its first group.</summary>
    TrainPrepare,

    /// <summary>What inference makes of parameters alone, once a call, before the first <see cref="PredictGroup"/>.</summary>
    PredictPrepare,

    /// <summary>The same before the first <see cref="EvaluateGroup"/>.</summary>
    EvaluatePrepare,

    /// <summary>The same before the first <see cref="InputGradientGroup"/>.</summary>
    InputGradientPrepare,
}

/// <summary>The memory that generated code works on. Each thread fills its own; pointers are to pinned or fixed memory.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct Frame
{
    /// <summary>The network's parameters, without those of parts that are networks.</summary>
    public float* Parameters;

    /// <summary>Where parameters begin: the network's own, then those of each part that is a network.</summary>
    public float** Parts;

    /// <summary>The gradient slot that this chunk adds to.</summary>
    public float* Gradients;

    /// <summary>
    /// Values of one group, or in <see cref="Entry.TrainWide"/> of one item, reused by the next. What was there before is arbitrary:
    /// programs write what they read.
    /// </summary>
    public float* Values;

    /// <summary>Values that a whole chunk keeps, <see cref="ProgramInfo.ChunkStride"/> floats for each of its groups.</summary>
    public float* Chunk;

    /// <summary>What the batch keeps between phases, <see cref="ProgramInfo.BatchStride"/> floats for each of its groups, from the first group on.</summary>
    public float* Batch;

    /// <summary>
    /// What is the same for all samples of the batch, <see cref="ProgramInfo.SharedValues"/> floats in training: written once before the
    /// first group or by merges, kept until the call is done.
    /// </summary>
    public float* Shared;

    /// <summary>The state of a recurrent network's one sample, <see cref="ProgramInfo.StateLength"/> floats: read and replaced by <see cref="Entry.StepOne"/>.</summary>
    public float* State;

    /// <summary>The group's first sample, sample-major. Networks of tokens find <c>int</c>s there.</summary>
    public float* Inputs;

    /// <summary>The group's targets: <c>int</c> labels or sample-major floats, as the loss wants them.</summary>
    public void* Targets;

    /// <summary>Receives the group's outputs, sample-major; may be null in <see cref="Entry.EvaluateGroup"/>.</summary>
    public float* Outputs;

    /// <summary>Receives 16 floats: each sample's share of the mean loss, zero for padding.</summary>
    public float* Losses;

    /// <summary>One over the number of targets that count, over the whole batch: labels that are not ignored, or target floats (samples × TargetLength).</summary>
    public float Scale;

    /// <summary>What this step's random numbers follow from: seed and step in one number.</summary>
    public ulong Key;

    /// <summary>Which phase of the program, from 0.</summary>
    public int Phase;

    /// <summary>Which of <see cref="ProgramInfo.Wide"/>.</summary>
    public int Wide;

    /// <summary>Which item of it.</summary>
    public int Item;

    /// <summary>Samples in the whole batch.</summary>
    public int Samples;

    /// <summary>The place in the batch of this group's first sample, a multiple of 16; in <see cref="Entry.TrainChunk"/>, of the chunk's first sample.</summary>
    public int First;

    /// <summary>Whether the targets of a loss over classes are distributions, floats in the outputs' shape, instead of labels.</summary>
    public bool Distributions;

    /// <summary>Whether <see cref="Targets"/> are the outputs' gradients, sample-major floats.</summary>
    public bool Given;

    /// <summary>Samples in this group, 1 to 16.</summary>
    public int Count;

    /// <summary>This group's place in its chunk.</summary>
    public int Group;

    /// <summary>Groups in this chunk; in <see cref="Entry.TrainMerge"/> and <see cref="Entry.TrainWide"/>, in the batch.</summary>
    public int Groups;

    /// <summary>Whether the slot already holds an earlier chunk's gradient.</summary>
    public bool Accumulate;
}

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

    /// <summary>How often training passes over the batch, with a merge behind each pass where there are several, or wide work.</summary>
    public int Phases { get; init; } = 1;

    /// <summary>The work of wide layers, in order: each is shared out over threads by its items, behind its phase.</summary>
    public ImmutableArray<WideWork> Wide { get; init; } = [];

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

    /// <summary>For labels: their number; a label is 0 to Classes - 1, or -100 to be ignored. Otherwise 0. Distributions have TargetLength × Classes floats.</summary>
    public int Classes { get; init; }

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
public sealed record WideWork(int Phase, int Items);

/// <summary>A stretch of learned parameters whose gradients lie in the same order.</summary>
/// <param name="Offset">The first one's place among the parameters.</param>
/// <param name="Gradient">Its gradient's place among the gradients.</param>
/// <param name="Length">How many there are.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record LearnedRange(int Offset, int Gradient, int Length);

/// <summary>
/// A table of rows that tokens choose. The gradient of row <c>r</c> is the sum, in the order of samples and then steps, of the output gradients
/// where the token is <c>r</c>; each group leaves its own in its part of <see cref="Frame.Batch"/>, 16 samples of <c>[Steps, Units]</c>.
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
