using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Parsing;

/// <summary>
/// Networks that compile and train, and learn badly or nothing: what the loss is given is not what it takes, or two linear layers are one.
/// </summary>
internal static class LogitRules
{
    private const string Classes = "SoftmaxCrossEntropy", Binary = "BinaryCrossEntropy", Divergence = "KLDivergence";

    private const string Twice = "takes logits and makes probabilities of them itself, so that they would be squeezed twice";

    private static readonly string[] s_logits = [Classes, Binary];

    /// <summary>What must not stand in front of which losses, what happens there, and the next move.</summary>
    private static readonly (string[] Layers, string[] Losses, string What, string Move)[] s_before =
    [
        (["Softmax", "LogSoftmax"], [Classes], Twice, "remove {0}; Classify gives probabilities"),
        (["Sigmoid", "HardSigmoid"], [Binary], Twice, "remove {0}; Classify gives probabilities"),
        (["ReLU", "ReLU6", "ThresholdedReLU"], s_logits,
            "takes logits, of which negative ones would be lost and learn nothing", "remove {0}"),
        (["Dropout"], s_logits,
            "takes logits, and one that is dropped is a wrong answer", "put {0} in front of the last layer with weights"),
    ];

    public static void Check(IReadOnlyList<DeclaredLayer> layers, Graph graph, Problems problems)
    {
        HashSet<string> taken = [.. layers.SelectMany(static l => l.Spec.Sources.Append(l.Spec.From)).OfType<string>()];
        var tensors = graph.Parameters.ToDictionary(static p => p.Name);
        for (int i = 1; i < layers.Count; i++)
        {
            (DeclaredLayer before, DeclaredLayer layer) = (layers[i - 1], layers[i]);
            // Behind another layer by name, what stands in front is no matter.
            if (layer.Spec.From is not null)
                continue;
            if (layer.IsLoss)
                CheckLoss(before, layer, graph, problems);
            else if (before.Spec.Kind == "Dense" && layer.Spec.Kind == "Dense" && !taken.Contains(before.Spec.Name))
                CheckLinear(before, layer, tensors, problems);
        }
    }

    private static void CheckLoss(DeclaredLayer before, DeclaredLayer loss, Graph graph, Problems problems)
    {
        string kind = loss.Spec.Kind;
        foreach (var (kinds, losses, what, move) in s_before)
        {
            if (kinds.Contains(before.Spec.Kind) && losses.Contains(kind))
                Warn(before, kind, what, string.Format(move, before.Spec.Declaration));
        }

        if (kind == Classes && graph.Loss!.X.Shape.Last == 1)
            Warn(before, kind, "chooses among classes, of which there is one: the loss is 0 and everything right from the beginning",
                "give the last layer an output for each class, or end with BinaryCrossEntropy");
        if (kind == Divergence && before.Spec.Kind != "LogSoftmax")
            Warn(before, kind, "takes logarithms of probabilities", "put LogSoftmax in front of it");

        void Warn(DeclaredLayer at, string taker, string what, string move) =>
            problems.Add(Descriptors.NoLogits, at.At, at.Spec.Declaration, taker, what, move);
    }

    /// <summary>A narrow first one of two linear layers has a meaning of its own: their product has few weights.</summary>
    private static void CheckLinear(
        DeclaredLayer first, DeclaredLayer second, IReadOnlyDictionary<string, Parameter> tensors, Problems problems)
    {
        int width = first.Spec.Integer("Units", 0), outputs = second.Spec.Integer("Units", 0);
        int inputs = tensors[$"{first.Spec.Name}.weight"].Shape.Length / width;
        if (width >= Math.Min(inputs, outputs))
            problems.Add(Descriptors.TwoLinear, second.At, second.Spec.Declaration, first.Spec.Declaration);
    }
}
