using Unrolled.Generator.Diagnostics;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Layers;
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

    /// <summary>What gives no logarithms of probabilities.</summary>
    private static readonly string[] s_linear =
    [
        "Dense", "Conv1D", "Conv2D", "Conv3D", "ReLU", "Sigmoid", "Tanh", "Softmax", "BatchNorm", "LayerNorm", "Dropout", "Gru", "Lstm",
        "Rnn",
    ];

    /// <summary>What must not stand before which losses, what happens there, the next move, and whether that is to remove it.</summary>
    private static readonly (string[] Layers, string[] Losses, string What, string Move, bool Removes)[] s_before =
    [
        (["Softmax"], [Classes], Twice, "remove {0}; Classify gives probabilities", true),
        (["LogSoftmax"], [Classes], "takes logits and makes logarithms of probabilities of them itself", "remove {0}", true),
        (["Sigmoid", "HardSigmoid"], [Binary], Twice, "remove {0}; Classify gives probabilities", true),
        (["ReLU", "ReLU6", "ThresholdedReLU"], s_logits,
            "takes logits, of which negative ones would be lost and learn nothing", "remove {0}", true),
        (["Dropout"], s_logits,
            "takes logits, and one that is dropped is a wrong answer", "put {0} in front of the last layer with weights", false),
    ];

    public static void Check(
        NetworkSpec spec, IReadOnlyList<DeclaredLayer> layers, Graph graph, Problems problems, CancellationToken cancel)
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
                CheckLoss(before, layer, graph, problems, Fitting);
            else if (before.Spec.Kind == "Dense" && layer.Spec.Kind == "Dense" && !taken.Contains(before.Spec.Name))
                CheckLinear(before, layer, tensors, problems);

            // What other layers take by its name cannot be removed.
            Fix[] Fitting(Fix fix) => fix.Edit == Edit.Remove && (before.Spec.From is not null || taken.Contains(before.Spec.Name))
                ? []
                : FixTrial.Fitting(spec, i - 1, [fix], cancel);
        }
    }

    /// <summary>The losses that a network without one may end with, and that take what it gives.</summary>
    public static Fix[] Losses(NetworkSpec spec, CancellationToken cancel)
    {
        // Where no layer is known, which the compiler says, there is nothing for a loss to stand behind.
        if (spec.Layers.Count == 0)
            return [];
        LayerSpec last = spec.Layers[spec.Layers.Count - 1];
        IEnumerable<string> losses = new[] { Classes, "MeanSquaredError" }
            .Where(loss => !s_before.Any(row => row.Layers.Contains(last.Kind) && row.Losses.Contains(loss)));
        return FixTrial.Fitting(spec, spec.Layers.Count - 1, losses.Select(static loss => new Fix(Edit.Append, loss)), cancel);
    }

    private static void CheckLoss(DeclaredLayer before, DeclaredLayer loss, Graph graph, Problems problems, Func<Fix, Fix[]> fitting)
    {
        string kind = loss.Spec.Kind;
        foreach (var (kinds, losses, what, move, removes) in s_before)
        {
            if (!kinds.Contains(before.Spec.Kind) || !losses.Contains(kind))
                continue;
            Fix[] fixes = removes ? fitting(new Fix(Edit.Remove, before.Spec.Kind)) : [];
            Warn(before, kind, fixes, what, string.Format(move, before.Spec.Declaration));
        }

        if (kind == Classes && graph.Loss!.X.Shape.Last == 1)
            Warn(before, kind, [], "chooses among classes, of which there is one: the loss is 0 and everything right from the beginning",
                "give the last layer an output for each class, or end with BinaryCrossEntropy");
        // A part, or a layer of shape alone, may hand on what LogSoftmax made inside it or before it.
        if (kind == Divergence && s_linear.Contains(before.Spec.Kind))
        {
            Edit edit = before.Spec.Kind == "Softmax" ? Edit.Replace : Edit.After;
            Warn(before, kind, fitting(new Fix(edit, "LogSoftmax")), "takes logarithms of probabilities", "put LogSoftmax in front of it");
        }

        void Warn(DeclaredLayer at, string taker, Fix[] fixes, string what, string move) =>
            problems.Add(Descriptors.NoLogits, at.At, fixes, at.Spec.Declaration, taker, what, move);
    }

    /// <summary>A narrow first one of two linear layers has a meaning of its own: their product has few weights.</summary>
    private static void CheckLinear(
        DeclaredLayer first, DeclaredLayer second, IReadOnlyDictionary<string, Parameter> tensors, Problems problems)
    {
        int width = first.Spec.Integer("Units", 0), outputs = second.Spec.Integer("Units", 0);
        int inputs = tensors[$"{first.Spec.Name}.weight"].Shape.Length / width;
        if (width >= Math.Min(inputs, outputs))
            problems.Add(Descriptors.TwoLinear, second.At, [new Fix(Edit.Before, "ReLU")], second.Spec.Declaration, first.Spec.Declaration);
    }
}
