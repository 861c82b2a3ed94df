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
        (Graph? graph, int failed, string message) = NetworkGraph.TryBuild(spec, cancel: cancel);
        // Sizes are 32-bit products. If they overflowed before the layer that failed, its shapes are nonsense and size is what to report.
        Graph fitting = graph ?? NetworkGraph.TryBuild(First(spec, failed), cancel: cancel).Graph!;
        if (FindTooLarge(fitting, cancel) is { } found)
        {
            DeclaredLayer layer = layers[found.Layer];
            problems.Add(Descriptors.TooLarge, layer.At, layer.Spec.Declaration, found.What, spec.Name, found.Limit);
        }
        else if (graph is null && message.Length == 0)
        {
            const string What = "has more parameters than can be counted";
            DeclaredLayer layer = layers[failed];
            problems.Add(Descriptors.TooLarge, layer.At, layer.Spec.Declaration, What, spec.Name, ParameterLimit);
        }
        else if (graph is null)
        {
            problems.Add(Descriptors.DoesNotFit, layers[failed].At, message);
        }
        else if (graph.Parameters.Count > 0 && graph.LearnedCount == 0)
        {
            // The last of the frozen layers: whoever keeps what a network has learned before lets its head learn.
            DeclaredLayer last = layers.Last(static l => l.Rules!.HasParameters);
            problems.Add(Descriptors.NothingLearned, last.At, last.Spec.Declaration, spec.Name);
        }

        return problems.Any ? null : graph;
    }

    private static string ParameterLimit => Limits.Text(Limits.Parameters) + " parameters";

    private static NetworkSpec First(NetworkSpec spec, int layers) => spec with { Layers = new([.. spec.Layers.Take(layers)]) };

    private static (int Layer, string What, string Limit)? FindTooLarge(Graph graph, CancellationToken cancel)
    {
        long values = Limits.Length(graph.Input.Shape.Extents), learned = 0;
        for (int i = 0; i < graph.Layers.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            LayerSummary layer = graph.Layers[i];
            foreach (Parameter parameter in layer.Tensors)
            {
                long length = Limits.Length(parameter.Shape.Extents);
                if (length > Limits.Parameters - learned)
                    return (i, $"has {parameter.Name} of {parameter.Shape}", ParameterLimit);
                learned += length;
            }

            long outputs = Limits.Length(layer.Output.Extents);
            if (outputs > Limits.Values - values)
                return (i, $"gives {layer.Output}", Limits.Text(Limits.Values) + " values for one sample");
            values += outputs;
        }

        return null;
    }
}
