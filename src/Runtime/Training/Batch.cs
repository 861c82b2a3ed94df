using Unrolled.Generated;
using Unrolled.Memory;

namespace Unrolled.Training;

/// <summary>
/// Samples of one step or evaluation, in memory that stays where it is for as long. They have inputs or tokens, and
/// targets or labels; without a loss neither of these.
/// </summary>
internal readonly unsafe struct Batch
{
    /// <summary>Inputs of networks of floats.</summary>
    public Rows<float> Inputs { get; init; }

    /// <summary>Inputs of networks of tokens.</summary>
    public Rows<int> Tokens { get; init; }

    /// <summary>Target floats, or for a loss over classes distributions.</summary>
    public Rows<float> Targets { get; init; }

    /// <summary>Class labels.</summary>
    public Rows<int> Labels { get; init; }

    /// <summary>What each sample weighs in the mean loss; no elements where all weigh 1.</summary>
    public Rows<float> Weights { get; init; }

    /// <summary>Which rows are the samples; null for the first rows in order.</summary>
    public int* Order { get; init; }

    /// <summary>The place in the batch of the first row that is here; other ranks have those before it.</summary>
    public int Start { get; init; }

    /// <summary>How many samples there are, those of other ranks among them.</summary>
    public required int Samples { get; init; }

    /// <summary>
    /// What the targets weigh together in the mean loss; unweighted, how many count: labels that are not ignored, or target floats.
    /// </summary>
    public required double Counted { get; init; }

    /// <summary>A frame for the batch, which points at none of its groups yet.</summary>
    public Frame Frame(ParameterPointers parameters) => Generated.Frame.Of(parameters) with
    {
        // What each target weighs, so that the shares add up to the mean.
        Scale = (float)(1.0 / Counted),
        Samples = Samples,
    };

    /// <summary>The row of the sample at a place in the batch.</summary>
    public int RowOf(int place) => Order is null ? place - Start : Order[place - Start];

    /// <summary>Points a frame at the rows of a group, as if the samples were in order.</summary>
    public void Point(ref Frame frame, int group)
    {
        int first = group * Lanes.Width, row = first - Start;
        frame.First = first;
        frame.Count = Math.Min(Lanes.Width, Samples - first);
        frame.Inputs = Inputs.At(row);
        frame.Tokens = Tokens.At(row);
        frame.Targets = Targets.At(row);
        frame.Labels = Labels.At(row);
    }
}
