using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;

namespace Unrolled.Generator.Planning;

/// <summary>The rule that turns each kind of operation into statements.</summary>
internal static class NodeLowering
{
    private static readonly Dictionary<Type, Action<Lowering, FusedNode>> s_rules = new()
    {
        [typeof(Contraction)] = Rule<Contraction>(static (l, n, c) => ContractionLowering.Choose(c, l.Recipe.Stages).Lower(l, n, c)),
        [typeof(Map)] = Rule<Map>(Maps.Lower),
        [typeof(Concat)] = Rule<Concat>(Copies.Concat),
        [typeof(Scan)] = Rule<Scan>(Scans.Lower),
        [typeof(Start)] = Rule<Start>(Scans.Start),
        [typeof(History)] = Rule<History>(Scans.TakeOver),
        [typeof(MaxPoolGradient)] = Rule<MaxPoolGradient>(PoolGradients.Lower),
        [typeof(SoftmaxNode)] = Rule<SoftmaxNode>(static (l, n) => Rows.Lower(l, n, RowFunction.Softmax)),
        [typeof(SoftmaxGradient)] = Rule<SoftmaxGradient>(static (l, n) => Rows.Lower(l, n, RowFunction.SoftmaxGradient)),
        [typeof(LogSoftmaxNode)] = Rule<LogSoftmaxNode>(static (l, n) => Rows.Lower(l, n, RowFunction.LogSoftmax)),
        [typeof(LogSoftmaxGradient)] =
            Rule<LogSoftmaxGradient>(static (l, n) => Rows.Lower(l, n, RowFunction.LogSoftmaxGradient)),
        [typeof(NormalizeNode)] = Rule<NormalizeNode>(static (l, n) => Rows.Lower(
            l, n, n.Centered ? RowFunction.Normalize : RowFunction.NormalizeSquares, n.Epsilon)),
        [typeof(NormalizeGradient)] = Rule<NormalizeGradient>(static (l, n) => Rows.Lower(
            l, n, n.Centered ? RowFunction.NormalizeGradient : RowFunction.NormalizeSquaresGradient, n.Epsilon)),
        [typeof(LossNode)] = Rule<LossNode>(Losses.Lower),
        [typeof(GivenGradient)] = Rule<GivenGradient>(Losses.Given),
        [typeof(TakeInput)] = Rule<TakeInput>(Ends.TakeInput),
        [typeof(HandOut)] = Rule<HandOut>(Ends.HandOut),
        [typeof(Gather)] = Rule<Gather>(Tokens.Gather),
        [typeof(GatherGradient)] = Rule<GatherGradient>(Tokens.Keep),
        [typeof(Reduction)] = Rule<Reduction>(Statistics.Reduce),
        [typeof(BatchMoments)] = Rule<BatchMoments>(Statistics.Moments),
        [typeof(BatchSums)] = Rule<BatchSums>(Statistics.Sums),
        [typeof(RunningStatistics)] = Rule<RunningStatistics>(Statistics.Remember),
        [typeof(Present)] = Rule<Present>(Masks.Present),
        [typeof(RandomMask)] = Rule<RandomMask>(Masks.Random),
        [typeof(ClearGradient)] = Rule<ClearGradient>(Masks.Clear),
    };

    /// <summary>The kinds of operations that have a rule.</summary>
    public static IEnumerable<Type> Kinds => s_rules.Keys;

    /// <summary>The rule for an operation.</summary>
    public static Action<Lowering, FusedNode> Of(Node node) =>
        s_rules.TryGetValue(node.GetType(), out Action<Lowering, FusedNode>? rule)
            ? rule
            : throw new InvalidOperationException($"No lowering for {node.GetType().Name}.");

    private static Action<Lowering, FusedNode> Rule<T>(Action<Lowering, T> rule)
        where T : Node => (lowering, fused) => rule(lowering, (T)fused.Node);

    private static Action<Lowering, FusedNode> Rule<T>(Action<Lowering, FusedNode, T> rule)
        where T : Node => (lowering, fused) => rule(lowering, fused, (T)fused.Node);
}
