using System.ComponentModel;

namespace Unrolled.Generated;

/// <summary>The entries of a network's generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum Entry
{
    /// <summary>Forward, loss and backward of one group of up to 16 samples.</summary>
    TrainGroup,

    /// <summary>What is summed over a chunk's groups at once: the weight gradients of dense layers.</summary>
    TrainChunk,

    /// <summary>Inference of one group of up to 16 samples.</summary>
    PredictGroup,

    /// <summary>Inference of one sample.</summary>
    PredictOne,

    /// <summary>Inference and loss of one group of up to 16 samples.</summary>
    EvaluateGroup,
}

/// <summary>The memory that generated code works on. Each thread fills its own; pointers are to pinned or fixed memory.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct Frame
{
    /// <summary>The network's parameters.</summary>
    public float* Parameters;

    /// <summary>The gradient slot that this chunk adds to.</summary>
    public float* Gradients;

    /// <summary>Values of one group, reused by the next. What was there before is arbitrary: programs write what they read.</summary>
    public float* Values;

    /// <summary>Values that a whole chunk keeps, <see cref="ProgramInfo.ChunkStride"/> floats for each of its groups.</summary>
    public float* Chunk;

    /// <summary>The group's first sample, sample-major.</summary>
    public float* Inputs;

    /// <summary>The group's targets: <c>int</c> labels or sample-major floats, as the loss wants them.</summary>
    public void* Targets;

    /// <summary>Receives the group's outputs, sample-major; may be null in <see cref="Entry.EvaluateGroup"/>.</summary>
    public float* Outputs;

    /// <summary>Receives 16 floats: each sample's share of the mean loss, zero for padding.</summary>
    public float* Losses;

    /// <summary>One over the number of targets that count, over the whole batch: labels that are not ignored, or target floats (samples × TargetLength).</summary>
    public float Scale;

    /// <summary>Samples in this group, 1 to 16.</summary>
    public int Count;

    /// <summary>This group's place in its chunk.</summary>
    public int Group;

    /// <summary>Groups in this chunk.</summary>
    public int Groups;

    /// <summary>Whether the slot already holds an earlier chunk's gradient.</summary>
    public bool Accumulate;
}

/// <summary>Sizes of a network's generated programs, in floats.</summary>
/// <param name="TrainValues">Group-scope values of training (and of <see cref="Entry.EvaluateGroup"/>).</param>
/// <param name="ChunkStride">Chunk-scope values for each group.</param>
/// <param name="PredictGroupValues">Values of inference on a group.</param>
/// <param name="PredictOneValues">Values of inference on one sample.</param>
/// <param name="OneIsCheaperUpTo">Up to this many left-over samples, one by one beats a padded group.</param>
/// <param name="Targets">What the loss compares with.</param>
/// <param name="TargetLength">Targets of one sample: labels, or floats.</param>
/// <param name="Classes">For labels: their number; a label is 0 to Classes - 1, or -100 to be ignored. Otherwise 0.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record ProgramInfo(
    int TrainValues, int ChunkStride, int PredictGroupValues, int PredictOneValues, int OneIsCheaperUpTo, TargetKind Targets, int TargetLength, int Classes);

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
