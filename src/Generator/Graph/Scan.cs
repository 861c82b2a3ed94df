namespace Unrolled.Generator.Graphs;

/// <summary>
/// A loop over steps: runs <see cref="Body"/> once for each step, on parts of values that move with it. What a step takes over from the
/// one before, it reads at the place where that one wrote.
/// </summary>
internal sealed class Scan(string layer, Value output, int count, IReadOnlyList<Node> body, bool backward = false)
    : Node(layer, output, [.. InputsOf(body)])
{
    public int Count { get; } = count;

    public IReadOnlyList<Node> Body { get; } = body;

    /// <summary>Whether it runs from the last step to the first.</summary>
    public bool Backward { get; } = backward;

    /// <summary>What the first step takes over: the first row of each value that steps hand on.</summary>
    public IReadOnlyList<Value> Starts { get; init; } = [];

    /// <summary>The values whose parts it writes.</summary>
    public override IEnumerable<Value> Writes => Body.Select(static n => ((Value)n.Output).Root).Distinct();

    public override void Differentiate(Gradients gradients, Value dy) => ScanGradients.Add(this, gradients, dy);

    /// <summary>What was there before the first step: whole values, and parameters.</summary>
    private static IEnumerable<Tensor> InputsOf(IReadOnlyList<Node> body)
    {
        var written = new HashSet<Value>(body.Select(static n => ((Value)n.Output).Root));
        IEnumerable<Tensor> read = body.SelectMany(static n => n.Inputs).Select(static t => t is Value v ? v.Root : t);
        return read.Where(t => t is not Value v || !written.Contains(v)).Distinct();
    }
}

/// <summary>
/// What has come so far, the newest step last: in a network that runs step by step, channels and the places that a window reaches.
/// </summary>
internal sealed class History(string layer, Value output, Value newest) : Node(layer, output, newest)
{
    public override void Differentiate(Gradients gradients, Value dy) =>
        throw new InvalidOperationException("Networks do not learn step by step.");
}

/// <summary>
/// Sets a value, or a part of one, to zero; where a network runs step by step, to what the step before left in its state.
/// </summary>
internal sealed class Start(string layer, Value output) : Node(layer, output)
{
    public override void Differentiate(Gradients gradients, Value dy)
    {
    }
}
