using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Kernels.Transforms;
using Unrolled.Generator.Model;
using Unrolled.Generator.Plans;
using static Unrolled.Generator.Plans.Operand;

namespace Unrolled.Generator.Planning;

/// <summary>
/// Convolutions of three taps in steps of one, and their input gradients, by Winograd's minimal filtering: tiles of 4×4 outputs take 36
/// products where the plain sum takes 144. The weights are transformed once a call; a block of tiles is transformed, multiplied and
/// transformed back while it is in a second-level cache.
/// </summary>
internal sealed class Winograd : ContractionLowering
{
    public override string Name => "winograd";

    public override SumOrder OrderOf(Contraction contraction) => SumOrder.Tiles;

    public override bool Takes(Contraction contraction) => contraction is
    {
        Algorithm: not ConvolutionAlgorithm.Direct, Output: Value, Right: Parameter, Nests.Count: 1, Join: Join.Sum, Scale: 1,
    } && Correlation.Of(contraction.Nests[0]) is { } shape && Suits(contraction, shape);

    /// <summary>Gradients are those of groups alone.</summary>
    private static bool Suits(Contraction contraction, Correlation shape)
    {
        bool isGradient = contraction.Output is Value { IsGradient: true };
        return contraction.Algorithm == ConvolutionAlgorithm.Winograd
            || (WinogradCost.HasRoom(shape) && (isGradient || WinogradCost.SuitsOne(shape)));
    }

    public override double Cost(Contraction contraction)
    {
        if (contraction.Algorithm == ConvolutionAlgorithm.Winograd)
            return 0;
        return WinogradCost.Of(Correlation.Of(contraction.Nests[0])!);
    }

    /// <summary>Whether a contraction is worked off so, in every program.</summary>
    public static bool IsTaken(Contraction contraction) => Choose(contraction, [Stage.Group]) is Winograd;

    public override void Lower(Lowering lowering, FusedNode fused, Contraction contraction)
    {
        Nest nest = contraction.Nests[0];
        Correlation shape = Correlation.Of(nest)!;
        Places places = lowering.Places;
        bool isGroup = lowering.Lanes == LaneAxis.Samples;
        NestOperands operands = isGroup
            ? NestOperands.OfGroup(fused, contraction, nest)
            : FeatureLanes.Of(places, fused, contraction, nest);
        NestKernel into = operands.Kernel;
        Layout layout = Layout.Natural(contraction.Left, lowering.Lanes);
        Access left = InputOf(contraction.Left, layout, nest, shape);
        Address x = places.Read(contraction.Left, layout);
        string name = Names.Of(fused, null), header = Names.Header(fused, null);
        int bias = contraction.Bias is null ? 0 : 1, first = operands.Summed - bias;
        Address[] behind = [.. operands.Sources.Skip(first).Select((t, i) => places.Read(t, operands.Layouts[first + i]))];
        Address y = places.Write(fused.Output);

        int floats = isGroup
            ? Isa.Group * (shape.Input.Extent + shape.Output.Extent)
            : WinogradBlock.Padded(shape.Input) + WinogradBlock.Padded(shape.Output);
        var blocks = WinogradBlocks.Of(shape, floats);
        var weights = new WinogradStripes(name, header, shape, contraction, lowering.Lanes, blocks.All.Count());
        Address u = weights.Place;
        weights.Before().ForEach(s => lowering.Add(isGroup ? Stage.Prepare : Stage.Group, s));
        WinogradBlock BlockOf(IReadOnlyList<TileBlock> tiles) => new(name, header, shape, lowering.Lanes, tiles);
        Address BufferOf(string what, Func<WinogradBlock, int> length) =>
            Address.Of(new Buffer($"{name} {what}", blocks.All.Max(tiles => length(BlockOf(tiles)))));
        Address v = BufferOf("inputs", b => b.Length(shape.Input)), m = BufferOf("products", b => b.Length(shape.Output));
        Address s = BufferOf("between", static b => b.Scratch);
        foreach (Statement statement in blocks.Each((tiles, move) => Block(BlockOf(tiles), move)))
            lowering.Add(statement);

        // One block: its operands move with the loops around it.
        IEnumerable<Statement> Block(WinogradBlock block, Func<Address, Access, Address> move)
        {
            TransformKernel input = block.In(left), output = block.Out(into);
            Operand[] between = block.Scratch > 0 ? [Out(s)] : [];
            Access[] finish = [.. new[] { into.Bias }.OfType<Access>(), .. into.Extras];
            Operand[] others = [.. behind.Select((a, i) => In(move(a, finish[i])))];
            IEnumerable<Operand> edges = block.Edges(WinogradBlock.InputsOf);
            yield return new Statement.Call(new TransformCode(input), [In(move(x, left)), .. between, Out(v), .. edges]);
            yield return weights.Each(stripe => new Statement.Call(
                new NestCode(block.Products(weights.Access, weights.Filters), MayBeStraight: false), [In(v), In(u), Out(stripe(m))]));
            yield return new Statement.Call(
                new TransformCode(output), [In(m), .. between, .. others.Take(bias), Out(move(y, into.Output)), .. others.Skip(bias)]);
        }
    }

    /// <summary>The input by channels and places.</summary>
    private static Access InputOf(Value left, Layout layout, Nest nest, Correlation shape)
    {
        Access all = NestLowering.Access(Names.Operand(left), left, layout, nest.Left);
        var strides = shape.Axes.Select(static a => a.Place).ToDictionary(static p => p, all.Stride);
        if (layout == Layout.Group)
            strides[shape.Input.Name] = all.Stride(shape.Input.Name);
        return new Access(all.Pointer, strides, 0, 1);
    }
}
