using System.ComponentModel;
using Unrolled.Memory;

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

    /// <summary>
    /// Once, after the last phase of a step that is taken: what training remembers besides gradients, such as running
    /// statistics.
    /// </summary>
    TrainFinish,

    /// <summary>A phase of inference on one group of up to 16 samples; where no layer is wide, all of it.</summary>
    PredictGroup,

    /// <summary>Inference of one sample.</summary>
    PredictOne,

    /// <summary>Inference and loss of one group of up to 16 samples.</summary>
    EvaluateGroup,

    /// <summary>Inference of one time step of one sample, from a state to the next.</summary>
    StepOne,

    /// <summary>
    /// Inference of one group of up to 16 samples, and the gradient with respect to its inputs, which goes to
    /// <see cref="Frame.Outputs"/>.
    /// </summary>
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

    /// <summary>An item of a wide layer's work in inference, over all groups of a stretch.</summary>
    PredictWide,
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
    /// Values of one group, or in wide work of one item, reused by the next. What was there before is arbitrary:
    /// programs write what they read.
    /// </summary>
    public float* Values;

    /// <summary>Values that a whole chunk keeps, <see cref="ProgramInfo.ChunkStride"/> floats for each of its groups.</summary>
    public float* Chunk;

    /// <summary>
    /// What the batch keeps between phases, <see cref="ProgramInfo.BatchStride"/> floats for each of its groups, from
    /// the first group on; in inference what a stretch of groups does, <see cref="ProgramInfo.PredictBatchStride"/> floats for each.
    /// </summary>
    public float* Batch;

    /// <summary>
    /// What is the same for all samples of the batch, <see cref="ProgramInfo.SharedValues"/> floats in training: written once before the
    /// first group or by merges, kept until the call is done.
    /// </summary>
    public float* Shared;

    /// <summary>
    /// The state of a recurrent network's one sample, <see cref="ProgramInfo.StateLength"/> floats: read and replaced
    /// by <see cref="Entry.StepOne"/>.
    /// </summary>
    public float* State;

    /// <summary>The group's first sample, sample-major; null for networks of tokens.</summary>
    public float* Inputs;

    /// <summary>The first sample's tokens, sample-major; null for networks of floats.</summary>
    public int* Tokens;

    /// <summary>
    /// The group's target floats, sample-major, or for a loss over classes distributions in the outputs' shape; null
    /// where there are labels or no loss.
    /// </summary>
    public float* Targets;

    /// <summary>The group's labels, sample-major; null where there are targets or no loss.</summary>
    public int* Labels;

    /// <summary>
    /// What the group's targets weigh in the mean loss, sample-major: a float for each label, or with <see cref="Targets"/> one for each
    /// sample; null where all weigh 1.
    /// </summary>
    public float* Weights;

    /// <summary>Receives the group's outputs, sample-major; may be null in <see cref="Entry.EvaluateGroup"/>.</summary>
    public float* Outputs;

    /// <summary>Receives 16 floats: each sample's share of the mean loss, zero for padding.</summary>
    public float* Losses;

    /// <summary>
    /// One over what the targets of the whole batch weigh together; unweighted, over the number of those that count: labels that are
    /// not ignored, or target floats (samples × TargetLength).
    /// </summary>
    public float Scale;

    /// <summary>What this step's random numbers follow from: seed and step in one number.</summary>
    public ulong Key;

    /// <summary>Which phase of the program, from 0.</summary>
    public int Phase;

    /// <summary>Which of <see cref="ProgramInfo.Wide"/>, or of <see cref="ProgramInfo.PredictWide"/>.</summary>
    public int Wide;

    /// <summary>Which item of it.</summary>
    public int Item;

    /// <summary>Samples in the whole batch.</summary>
    public int Samples;

    /// <summary>
    /// The place in the batch, or in inference's stretch, of this group's first sample, a multiple of 16; in
    /// <see cref="Entry.TrainChunk"/>, of the chunk's first sample.
    /// </summary>
    public int First;

    /// <summary>Whether <see cref="Targets"/> are the outputs' gradients, sample-major floats.</summary>
    public bool Given;

    /// <summary>Samples in this group, 1 to 16.</summary>
    public int Count;

    /// <summary>This group's place in its chunk.</summary>
    public int Group;

    /// <summary>Groups in this chunk; in merges and wide work, in the batch or the stretch.</summary>
    public int Groups;

    /// <summary>Whether the slot already holds an earlier chunk's gradient.</summary>
    public bool Accumulate;

    /// <summary>Runs an entry of a network on this memory.</summary>
    internal void Run<T>(Entry entry) where T : class, INetwork<T>
    {
        fixed (Frame* frame = &this)
            T.Run(entry, frame);
    }

    /// <summary>A frame over a network's parameters, of one group.</summary>
    internal static Frame Of(ParameterPointers parameters) =>
        new() { Parameters = parameters.Own, Parts = parameters.Parts, Groups = 1 };
}
