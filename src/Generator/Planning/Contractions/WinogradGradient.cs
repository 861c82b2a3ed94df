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
/// The weight gradients of convolutions that tiles can make: <c>dU = Σ (A dY Aᵀ)·V</c> over tiles and samples at each point, and
/// <c>dW = Gᵀ dU G</c>. The lanes of the sums are filters: by lanes of samples each of the points would need a fold.
/// </summary>
internal sealed class WinogradGradient : ContractionLowering
{
    private const string Counter = "point", Stretch = "stretch", Tile = "t";

    /// <summary>
    /// Terms of one chain, or two samples': long ones lose more, and what the transforms make of it is to stay below four times the plain
    /// sum's error. 64 gave 4.6 times for 20 → 12 channels at 8×8, and steps are as fast with 16.
    /// </summary>
    private const int MostTerms = 16;

    public override string Name => "winograd gradient";

    public override SumOrder OrderOf(Contraction contraction) => SumOrder.Tiles;

    public override bool Takes(Contraction contraction) => contraction is
    {
        Algorithm: not ConvolutionAlgorithm.Direct, Output: Gradient, Right: Value, Nests.Count: 1, Join: Join.Sum, Scale: 1,
    } && ShapeOf(contraction) is { } shape && WeightsOf(contraction).Stride(shape.Output.Name) == 1
        && (contraction.Algorithm == ConvolutionAlgorithm.Winograd || WinogradCost.HasRoom(shape));

    public override double Cost(Contraction contraction) => contraction.Algorithm == ConvolutionAlgorithm.Winograd
        ? 0
        : WinogradCost.OfGradient(ShapeOf(contraction)!);

    /// <summary>The convolution whose weights' gradient this is.</summary>
    private static Correlation? ShapeOf(Contraction contraction)
    {
        Nest nest = contraction.Nests[0];
        IEnumerable<Dim> Of(EquatableArray<Coordinate> at) => nest.Dims.Where(d => at.Any(c => c.Coefficient(d.Name) != 0));
        Dim[] outs = [.. Of(nest.Left)];
        return Correlation.Of(
            new Nest(new(outs), new([.. nest.Dims.Except(outs)]), nest.Left, nest.Right, nest.Output));
    }

    private static Access WeightsOf(Contraction contraction) =>
        NestLowering.Access("dw", contraction.Output, Layout.Plain, contraction.Nests[0].Output);

    public override void Lower(Lowering lowering, FusedNode fused, Contraction contraction)
    {
        var gradient = (Gradient)contraction.Output;
        Correlation shape = ShapeOf(contraction)!;
        Nest nest = contraction.Nests[0];
        string name = Names.Of(contraction.Layer, gradient.Parameter);
        string header = $"{contraction.Layer}: {gradient} from {contraction.Left}, {contraction.Right}.";
        var right = (Value)contraction.Right!;
        Access dy = Plain(contraction.Left, nest.Left, shape.Output, shape), x = Plain(right, nest.Right, shape.Input, shape);
        Address from = lowering.Places.Read(contraction.Left), with = lowering.Places.Read(right);

        var blocks = WinogradBlocks.Of(shape, Isa.Group * (shape.Input.Extent + shape.Output.Extent));
        WinogradBlock BlockOf(IReadOnlyList<TileBlock> tiles) =>
            new(name, header, shape, LaneAxis.Samples, tiles) { TilesFirst = true };
        Address BufferOf(string what, Func<WinogradBlock, int> length) =>
            Address.Of(new Buffer($"{name} {what}", blocks.All.Max(tiles => length(BlockOf(tiles)))));
        Address v = BufferOf("inputs", b => b.Length(shape.Input)), d = BufferOf("gradients", b => b.Length(shape.Output));
        Address s = BufferOf("between", static b => b.Scratch);
        // A vector that begins at the last filter ends inside.
        Address ds = BufferOf("gradients by sample", b => Isa.Group * RowOf(b, shape.Output) + Isa.Group);
        int points = BlockOf([.. blocks.All.First()]).Points;
        var weights = new WinogradWeights(name, header, shape, WeightsOf(contraction));
        Address du = Address.Of(new Buffer(name + " at points", weights.Length));

        lowering.Add(new Statement.Clear(du, weights.Length));
        foreach (Statement statement in blocks.Each((tiles, move) => Block(BlockOf(tiles), move)))
            lowering.Add(statement);
        Operand[] between = weights.Scratch == 0 ? [] : [Out(Address.Of(new Buffer(name + " taps", weights.Scratch)))];
        lowering.Add(new Statement.Call(
            new TransformCode(weights.Gradient), [In(du), .. between, new At(Address.Of(gradient), Use.Update), lowering.Adds(gradient)]));

        IEnumerable<Statement> Block(WinogradBlock block, Func<Address, Access, Address> move)
        {
            Operand[] between = block.Scratch > 0 ? [Out(s)] : [];
            IEnumerable<Operand> inputs = block.Edges(WinogradBlock.InputsOf), gradients = block.Edges(WinogradBlock.GradientsOf);
            yield return new Statement.Call(new TransformCode(block.In(x)), [In(move(with, x)), .. between, Out(v), .. inputs]);
            yield return new Statement.Call(new TransformCode(block.Back(dy)), [In(move(from, dy)), .. between, Out(d), .. gradients]);
            Statement[] eachPoint = [BySample(d, ds, block, shape.Output), .. Stretches(block)];
            yield return new Statement.Repeat(Counter, points, Backward: false, new(eachPoint));
        }

        // Each is summed from 0, and added to what is there.
        IEnumerable<Statement> Stretches(WinogradBlock block)
        {
            int samples = SamplesOf(block), count = Isa.Group / samples;
            Address Move(Address rows, int stride) => count == 1 ? rows : rows.EachTurn(Stretch, samples * stride);
            Address vs = v.EachTurn(Counter, block.Plane(shape.Input));
            Address at = du.EachTurn(Counter, weights.Plane);
            var sum = new Statement.Call(
                new NestCode(Sums(block, samples, shape, name, header, weights.Row), MayBeStraight: false),
                [In(Move(ds, RowOf(block, shape.Output))), In(Move(vs, 1)), new At(at, Use.Update), In(at)]);
            return count == 1 ? [sum] : [new Statement.Repeat(Stretch, count, Backward: false, new([sum]))];
        }
    }

    /// <summary>A value by channels and places.</summary>
    private static Access Plain(Value value, EquatableArray<Coordinate> at, Dim channels, Correlation shape)
    {
        Access all = NestLowering.Access(Names.Operand(value), value, Layout.Group, at);
        IEnumerable<string> loops = shape.Axes.Select(static a => a.Place).Append(channels.Name);
        return new Access(all.Pointer, loops.ToDictionary(static loop => loop, all.Stride), 0, 1);
    }

    /// <summary>The tiles' channels of one point, a row for each sample.</summary>
    private static Statement BySample(Address from, Address to, WinogradBlock block, Dim channels) => new Statement.Call(
        RuntimeMethod.ToSamples, In(from.EachTurn(Counter, block.Plane(channels))), Of(block.Tiles * channels.Extent), Out(to),
        Of(RowOf(block, channels)));

    private static int RowOf(WinogradBlock block, Dim channels) => Program.Align(block.Tiles * channels.Extent);

    /// <summary>Samples whose terms are one chain.</summary>
    private static int SamplesOf(WinogradBlock block)
    {
        int samples = Isa.Group;
        while (samples > 2 && samples * block.Tiles > MostTerms)
            samples /= 2;
        return samples;
    }

    /// <summary>The sums of one point over a block's tiles and some samples, added to those before: <c>(d, v, u, u)</c>.</summary>
    private static NestKernel Sums(WinogradBlock block, int samples, Correlation shape, string name, string header, int row)
    {
        Dim filters = shape.Output, channels = shape.Input;
        var kernel = new NestKernel
        {
            Name = name + "Products",
            Header = $"{header}\nProducts of {block.Tiles} tiles at one point. Sums over samples and tiles.",
            Outs = [new Loop(channels.Name, channels.Extent), new Loop(filters.Name, filters.Extent)],
            Sums = [new Loop(NestLowering.Sample, samples), new Loop(Tile, block.Tiles)],
            Lane = new Lane(1, Sum: false, Exact: false),
            Output = At("u"),
            Left = By("d", filters, RowOf(block, filters), 1),
            Right = By("v", channels, 1, Isa.Group),
            Epilogue = Expr.Slot(0) + Expr.Slot(1),
            Extras = [At("e0")],
        };
        return kernel.Along(filters.Name, new Lane(filters.Extent, Sum: false, Exact: false));

        Access At(string pointer) => new(pointer, new Dictionary<string, int> { [channels.Name] = row, [filters.Name] = 1 }, 0, 0);

        Access By(string pointer, Dim of, int sample, int each) => new(
            pointer,
            new Dictionary<string, int> { [NestLowering.Sample] = sample, [Tile] = of.Extent * each, [of.Name] = each }, 0, 0);
    }
}
