using System.Collections.Immutable;
using Unrolled.Generated;

namespace Unrolled.Training;

/// <summary>Which parameter each gradient belongs to.</summary>
internal static class LearnedPlaces
{
    /// <summary>The stretches in the order of gradients.</summary>
    public static ImmutableArray<LearnedRange> Of(ProgramInfo program) =>
        program.Learned.IsEmpty ? [new LearnedRange(0, 0, program.LearnedCount)] : program.Learned;

    /// <summary>The place of a learned tensor's gradient.</summary>
    public static int Gradient(ImmutableArray<LearnedRange> learned, ParameterInfo tensor)
    {
        foreach (LearnedRange range in learned)
        {
            if (tensor.Offset >= range.Offset && tensor.Offset < range.Offset + range.Length)
                return tensor.Offset - range.Offset + range.Gradient;
        }
        throw new InvalidOperationException($"{tensor.Name} is not learned.");
    }
}
