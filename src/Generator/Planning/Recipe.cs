using Unrolled.Generator.Graphs;

namespace Unrolled.Generator.Planning;

/// <summary>What a program computes, before anything is decided of how.</summary>
/// <param name="Lanes">What the lanes of its vectors are.</param>
/// <param name="Stages">When its operations may run.</param>
/// <param name="Nodes">Its operations in order.</param>
internal sealed record Recipe(LaneAxis Lanes, IReadOnlyCollection<Stage> Stages, IReadOnlyList<Node> Nodes)
{
    private static readonly Stage[] s_group = [Stage.Prepare, Stage.Group];
    private static readonly Stage[] s_batch = [Stage.Prepare, Stage.Group, Stage.Wide];
    private static readonly Stage[] s_all = [Stage.Prepare, Stage.Group, Stage.Chunk, Stage.Merge, Stage.Wide];

    /// <summary>What is done once for each step that is taken, besides learning.</summary>
    public IReadOnlyList<Node> Finish { get; init; } = [];

    /// <summary>Whether sequences come step by step, with states before and behind each.</summary>
    public bool IsStream { get; init; }

    /// <summary>Floats of the caller's sample, or its tokens.</summary>
    public required int InputLength { get; init; }

    /// <summary>Forward, loss and backward; without a loss forward, and the outputs.</summary>
    public static Recipe Train(Graph graph)
    {
        Node end = graph.Loss is { } loss ? loss : new HandOut(graph.Output, optional: false);
        return Of(graph, LaneAxis.Samples, s_all, [.. graph.Forward, end, .. graph.Backward]) with { Finish = graph.Finish };
    }

    /// <summary>Inference, and the loss against targets.</summary>
    public static Recipe Evaluate(Graph graph) => Of(
        graph, LaneAxis.Samples, s_group, [.. graph.Inference, new HandOut(graph.Output, optional: true), graph.Loss!]);

    /// <summary>Inference of lane groups, or of one sample.</summary>
    public static Recipe Predict(Graph graph, LaneAxis lanes) => Of(
        graph, lanes, lanes == LaneAxis.Samples ? s_batch : s_group, [.. graph.Inference, new HandOut(graph.Output, optional: false)]);

    /// <summary>Inference, the outputs' gradient from the loss or as it is given, and the way back.</summary>
    public static Recipe InputGradient(Graph graph) => Of(
        graph, LaneAxis.Samples, s_group,
        [
            .. graph.Inference, new GivenGradient(graph.OutputGradient!, graph.Loss), .. graph.Backward,
            new HandOut(graph.InputGradient!, optional: false),
        ]);

    private static Recipe Of(Graph graph, LaneAxis lanes, Stage[] stages, IEnumerable<Node> nodes)
    {
        // Tokens are read where they lie.
        IEnumerable<Node> input = graph.Input.Tokens > 0 ? [] : [new TakeInput(graph.Input)];
        IReadOnlyList<Node> all = [.. input, .. nodes];
        return new(lanes, stages, lanes == LaneAxis.Samples ? StepWise.Of(all) : all)
        {
            IsStream = graph.IsStream,
            InputLength = graph.Input.Shape.Length,
        };
    }
}
