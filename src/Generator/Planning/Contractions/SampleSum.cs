using System.Globalization;
using Unrolled.Generator.Expressions;
using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Model;
using Unrolled.Generator.Plans;
using static Unrolled.Generator.Plans.Operand;

namespace Unrolled.Generator.Planning;

/// <summary>
/// Weight gradients with the lanes along the parameter's innermost axis, the filters or units: the output's gradient is turned, so that
/// they lie side by side for each place and sample. A sum needs no fold then, and an element of the input serves a whole vector of
/// weights, where by lanes of samples each tile of weights would fetch both operands from the second-level cache again.
/// </summary>
internal sealed class SampleSum : ContractionLowering
{
    /// <summary>Vector instructions that turning a vector of 16 samples takes, its load and stores among them.</summary>
    private const double Turning = 4;

    private const string Stretch = "stretch", Row = "row";

    public override string Name => "sample sum";

    public override SumOrder OrderOf(Contraction contraction) => SumOrder.Samples;

    public override bool Takes(Contraction contraction) =>
        contraction is { Output: Gradient, Right: Value, Nests.Count: 1, Join: Join.Sum, Scale: 1 }
        && TurnedGradient.Of(contraction) is not null;

    public override double Cost(Contraction contraction)
    {
        TurnedGradient turned = TurnedGradient.Of(contraction)!;
        double filled = Program.Align(turned.Units.Extent) / (double)turned.Units.Extent;
        double turns = turned.Places.Aggregate((double)turned.Units.Extent, static (n, place) => n * place.Extent);
        return Operations(contraction) * filled + Turning * turns;
    }

    public override void Lower(Lowering lowering, FusedNode fused, Contraction contraction)
    {
        var gradient = (Gradient)contraction.Output;
        var right = (Value)contraction.Right!;
        TurnedGradient turned = TurnedGradient.Of(contraction)!;
        Nest nest = contraction.Nests[0];
        Address dy = lowering.Places.Read(contraction.Left).Plus(turned.Source.Constant), x = lowering.Places.Read(right);
        Access inputs = NestLowering.Access("x", right, Layout.Group, nest.Right);

        Dim outer = turned.Places[0];
        IReadOnlyList<SumStretches> pieces = SumStretches.Of(turned, nest);
        int longest = pieces.Max(static p => p.Length);
        var rows = new Buffer($"{Names.Of(contraction.Layer, gradient.Parameter)} by sample", longest * turned.PlaceStride(outer.Name));
        int dyStride = turned.Source.Stride(outer.Name), xStride = inputs.Stride(outer.Name);
        foreach (SumStretches piece in pieces)
        {
            bool isFirst = piece.Start == 0, isLoop = piece.Count > 1;
            Address from = Moved(dy, piece, dyStride), inputsFrom = Moved(x, piece, xStride);
            Operand adds = isFirst ? lowering.Adds(gradient, isLoop ? Stretch : null) : new Truth(true);
            Statement[] body = [Each(from, Address.Of(rows), 0, piece.Length), .. SumOf(piece, inputsFrom, adds)];
            foreach (Statement statement in isLoop ? [new Statement.Repeat(Stretch, piece.Count, Backward: false, new(body))] : body)
                lowering.Add(statement);
        }

        static Address Moved(Address first, SumStretches piece, int stride)
        {
            Address at = first.Plus(piece.Start * stride);
            return piece.Count > 1 ? at.EachTurn(Stretch, piece.Length * stride) : at;
        }

        // A loop for each place's dimension, the innermost of which turns the units of 16 samples.
        Statement Each(Address from, Address to, int depth, int extent)
        {
            if (depth == turned.Places.Count)
            {
                return new Statement.Call(
                    RuntimeMethod.TurnSamples, In(from), Of(turned.Units.Extent), Of(turned.Source.Stride(turned.Units.Name)), Out(to),
                    Of(turned.SampleStride));
            }

            Dim place = turned.Places[depth];
            string counter = Row + (depth == 0 ? "" : depth.ToString(CultureInfo.InvariantCulture));
            int inside = depth + 1 < turned.Places.Count ? turned.Places[depth + 1].Extent : 0;
            Address next = from.EachTurn(counter, turned.Source.Stride(place.Name));
            Address target = to.EachTurn(counter, turned.PlaceStride(place.Name));
            return new Statement.Repeat(counter, extent, Backward: false, new([Each(next, target, depth + 1, inside)]));
        }

        IEnumerable<Statement> SumOf(SumStretches piece, Address from, Operand adds)
        {
            NestKernel kernel = KernelOf(contraction, turned, piece);
            int first = inputs.Constant + piece.Start * xStride, further = (piece.Count - 1) * piece.Length * xStride;
            if (!piece.IsWhole || GatheredPlanes.Of(kernel, first, further) is not { } gathered)
                return [Sum(kernel, from, adds)];
            Address near = Address.Of(new Buffer(rows.Name + " inputs", gathered.Floats));
            return [gathered.Copy(from.Plus(inputs.Constant), near), Sum(gathered.Near(kernel), near, adds)];
        }

        Statement Sum(NestKernel kernel, Address from, Operand adds) => new Statement.Call(
            new NestCode(kernel, MayBeStraight: false),
            [In(Address.Of(rows)), In(from), new At(Address.Of(gradient), Use.Update), adds]);
    }

    private static NestKernel KernelOf(Contraction contraction, TurnedGradient turned, SumStretches piece)
    {
        var gradient = (Gradient)contraction.Output;
        Nest nest = contraction.Nests[0];
        IEnumerable<Loop> places = turned.Places.Select((d, i) => new Loop(d.Name, i == 0 ? piece.Length : d.Extent));
        var kernel = new NestKernel
        {
            Name = Names.Of(contraction.Layer, gradient.Parameter),
            Header = Names.Header(contraction.Layer, nest, "summed over places and samples"),
            Outs = NestLowering.Loops([.. nest.Outs.Where(d => !turned.Parts.Contains(d.Name)), turned.Units]),
            Sums = [.. places, new Loop(NestLowering.Sample, Isa.Group)],
            Lane = new Lane(1, Sum: false, Exact: true),
            Output = turned.Joined(NestLowering.Access(Names.Result(gradient), gradient, Layout.Plain, nest.Output)),
            Left = turned.Target,
            Right = NestLowering.Access("x", contraction.Right!, Layout.Group, nest.Right),
            Bounds = piece.Bounds,
            Accumulates = true,
        };
        return kernel.Along(turned.Units.Name, new Lane(turned.Units.Extent, Sum: false, Exact: true));
    }
}
