using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// <c>loss = log Σeˣʲ - x[label]</c>, mean over the labels that are not -100; <c>dx = (softmax(x) - onehot(label))/count</c>.
/// </summary>
internal sealed class SoftmaxCrossEntropy : Layer
{
    public override bool IsLoss => true;

    public override Value Build(Graph graph, LayerSpec spec, Value x)
    {
        if (x.Shape.Rank > 2)
            throw new DoesNotFitException($"{spec.Declaration} needs logits on the last axis but gets {x.Shape}; put Flatten and Dense before it");
        NeedsFeatures(spec, x);
        return graph.AddLoss(spec, LossKind.SoftmaxCrossEntropy, x);
    }
}
