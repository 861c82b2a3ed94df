using Unrolled.Generator.Graphs;

namespace Unrolled.Generator.Planning;

/// <summary>Values side by side.</summary>
internal static class Copies
{
    public static void Concat(Lowering lowering, Concat concat)
    {
        foreach (Contraction copy in concat.Copies())
            ContractionLowering.Choose(copy, lowering.Recipe.Stages).Lower(lowering, new FusedNode(copy), copy);
    }
}
