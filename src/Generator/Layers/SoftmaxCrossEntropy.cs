using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// <c>loss = log Σeˣʲ - Σ qⱼ·xⱼ</c>, mean over the labels that are not -100; <c>dx = (softmax(x) - q)/count</c>. The target <c>q</c> is
/// <c>(1-ε)·onehot(label) + ε/C</c> with C classes and ε the label smoothing, 0 unless given.
/// </summary>
internal sealed class SoftmaxCrossEntropy : Layer
{
    public override IReadOnlyList<ArgumentRule> Arguments { get; } = [new("LabelSmoothing", 0, 1)];

    public override bool IsLoss => true;

    public override Value Build(GraphBuilder graph, LayerSpec spec, Value x)
    {
        if (x.Shape.Rank > 2)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} needs logits on the last axis but gets {x.Shape}; put Flatten and Dense before it");
        }

        NeedsFeatures(spec, x);
        return graph.AddLoss(spec, new ClassForm(Kind, (float)spec.Number("LabelSmoothing", 0)), x);
    }
}
