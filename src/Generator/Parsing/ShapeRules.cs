using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Layers;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>Whether each layer takes what the one before it gives, and whether the whole stays within <see cref="Limits"/>.</summary>
internal static class ShapeRules
{
    /// <summary>Reports the first layer that does not fit or that makes the network too large.</summary>
    /// <returns>The network's graph, or null where something was reported.</returns>
    public static Graph? Check(NetworkSpec spec, IReadOnlyList<DeclaredLayer> layers, Problems problems, CancellationToken cancel)
    {
        BuiltGraph built = NetworkGraph.TryBuild(spec, cancel: cancel);
        if (built.TooLarge is { } tooLarge)
        {
            DeclaredLayer layer = layers[built.FailedLayer];
            problems.Add(Descriptors.TooLarge, layer.At, layer.Spec.Declaration, tooLarge.What, spec.Name, tooLarge.Limit);
        }
        else if (built.Graph is not { } graph)
        {
            Fix[] fixes = FixTrial.Fitting(spec, built.FailedLayer, built.Fixes, cancel);
            problems.Add(Descriptors.DoesNotFit, layers[built.FailedLayer].At, fixes, built.Message);
        }
        else if (graph.Parameters.Count > 0 && graph.LearnedCount == 0)
        {
            // The last of the frozen layers: whoever keeps what a network has learned before lets its head learn.
            DeclaredLayer last = layers.Last(static l => l.Rules!.HasParameters);
            problems.Add(Descriptors.NothingLearned, last.At, last.Spec.Declaration, spec.Name);
        }

        return problems.Any ? null : built.Graph;
    }
}
