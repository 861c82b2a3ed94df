using Unrolled.Generator.Graphs;
using Unrolled.Generator.Plans;

namespace Unrolled.Generator.Planning;

/// <summary>All programs of one graph.</summary>
/// <param name="Train">Forward, loss and backward; without a loss forward alone, as in training.</param>
/// <param name="Evaluate">Inference and loss; null without a loss.</param>
/// <param name="PredictGroup">Inference of a lane group.</param>
/// <param name="PredictOne">Inference of one sample.</param>
/// <param name="InputGradient">Inference and the way back to the input; null where it is not asked for.</param>
/// <param name="StepOne">One time step of one sample; null where the network does not run step by step.</param>
/// <param name="OneIsCheaperUpTo">Left-over samples up to which one by one is cheaper than a padded group.</param>
internal sealed record NetworkPrograms(
    Program Train, Program? Evaluate, Program PredictGroup, Program PredictOne, Program? InputGradient, Program? StepOne,
    int OneIsCheaperUpTo)
{
    public static NetworkPrograms Of(Graph graph, Graph? step, Graph? inputGradient, CancellationToken cancel = default) => new(
        Passes.Run(Recipe.Train(graph), cancel),
        graph.Loss is null ? null : Passes.Run(Recipe.Evaluate(graph), cancel),
        Passes.Run(Recipe.Predict(graph, LaneAxis.Samples), cancel),
        Passes.Run(Recipe.Predict(graph, LaneAxis.Features), cancel),
        inputGradient is null ? null : Passes.Run(Recipe.InputGradient(inputGradient), cancel),
        step is null ? null : Passes.Run(Recipe.Predict(step, LaneAxis.Features), cancel),
        Break(graph));

    /// <summary>All of them.</summary>
    public IEnumerable<Program> All => new[] { Train, Evaluate, PredictGroup, PredictOne, InputGradient, StepOne }.OfType<Program>();

    /// <summary>
    /// Vectors of features are seldom full, while those of samples are as full as the group: compares the two, and takes a little off for
    /// the calls.
    /// </summary>
    private static int Break(Graph graph)
    {
        // Of the wait for a wide layer's weights, what is left in either way, between what two processors showed.
        const double Left = 0.4;
        double group = 1, one = 1;
        foreach ((Contraction c, int count) in graph.Inference.SelectMany(Contractions))
        {
            if (Winograd.IsTaken(c) && Correlation.Of(c.Nests[0]) is { } shape)
            {
                group += WinogradCost.Of(shape);
                one += WinogradCost.OfOne(shape);
                continue;
            }

            int features = c.Output is Value { Roles.Order: AxisOrder.ChannelsFirst } ? c.Output.Shape[0] : c.Output.Shape.Last;
            double operations = (double)count * c.Nests.Sum(static n => n.Operations);
            double waiting = Wide.IsWide(c) ? Left * DirectSum.Waiting(c) : 0;
            group += operations + waiting;
            one += operations / features * ((features + 15) / 16) + waiting;
        }

        return Math.Max(1, Math.Min(15, (int)(0.9 * group / one)));
    }

    private static IEnumerable<(Contraction, int)> Contractions(Node node) => node switch
    {
        Contraction contraction => [(contraction, 1)],
        Scan scan => scan.Body.OfType<Contraction>().Select(c => (c, scan.Count)),
        _ => [],
    };
}
