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

    /// <summary>Terms of a stretch: with 16 weights a term they are a third of a first-level cache.</summary>
    private const int MostTerms = 160;

    private const string Stretch = "stretch", Row = "row";

    public override string Name => "sample sum";

    public override SumOrder OrderOf(Contraction contraction) => SumOrder.Samples;

    public override bool Takes(Contraction contraction) =>
        contraction is { Output: Gradient, Right: Value, Nests.Count: 1, Join: Join.Sum, Scale: 1 } && Turned.Of(contraction) is not null;

    public override double Cost(Contraction contraction)
    {
        Turned turned = Turned.Of(contraction)!;
        double filled = Program.Align(turned.Units.Extent) / (double)turned.Units.Extent;
        double turns = turned.Places.Aggregate((double)turned.Units.Extent, static (n, place) => n * place.Extent);
        return Operations(contraction) * filled + Turning * turns;
    }

    public override void Lower(Lowering lowering, FusedNode fused, Contraction contraction)
    {
        var gradient = (Gradient)contraction.Output;
        var right = (Value)contraction.Right!;
        Turned turned = Turned.Of(contraction)!;
        Nest nest = contraction.Nests[0];
        Address dy = lowering.Places.Read(contraction.Left).Plus(turned.Source.Constant), x = lowering.Places.Read(right);
        Access inputs = NestLowering.Access("x", right, Layout.Group, nest.Right);

        Dim outer = turned.Places[0];
        IReadOnlyList<Piece> pieces = Cut(turned, nest);
        int longest = pieces.Max(static p => p.Length);
        var rows = new Buffer($"{Names.Of(contraction.Layer, gradient.Parameter)} by sample", longest * turned.PlaceStride(outer.Name));
        int dyStride = turned.Source.Stride(outer.Name), xStride = inputs.Stride(outer.Name);
        foreach (Piece piece in pieces)
        {
            bool isFirst = piece.Start == 0, isLoop = piece.Count > 1;
            Address from = Moved(dy, piece, dyStride), with = Moved(x, piece, xStride);
            Operand adds = isFirst ? lowering.Adds(gradient, isLoop ? Stretch : null) : new Truth(true);
            Statement[] body = [Each(from, Address.Of(rows), 0, piece.Length), .. SumOf(piece, with, adds)];
            foreach (Statement statement in isLoop ? [new Statement.Repeat(Stretch, piece.Count, Backward: false, new(body))] : body)
                lowering.Add(statement);
        }

        static Address Moved(Address first, Piece piece, int stride)
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

        IEnumerable<Statement> SumOf(Piece piece, Address from, Operand adds)
        {
            NestKernel kernel = KernelOf(contraction, turned, piece);
            int first = inputs.Constant + piece.Start * xStride, further = (piece.Count - 1) * piece.Length * xStride;
            if (!piece.IsWhole || GatheredPlanes.Of(kernel, first, further) is not { } gathered)
                return [Sum(kernel, from, adds)];
            Address near = Address.Of(new Buffer(rows.Name + " inputs", gathered.Floats));
            return [gathered.Copy(from.Plus(inputs.Constant), near), Sum(kernel with { Right = gathered.Of(inputs) }, near, adds)];
        }

        Statement Sum(NestKernel kernel, Address from, Operand adds) => new Statement.Call(
            new NestCode(kernel, MayBeStraight: false),
            [In(Address.Of(rows)), In(from), new At(Address.Of(gradient), Use.Update), adds]);
    }

    /// <summary>
    /// The outermost places in order: stretches that stay in a first-level cache for all weights, and at borders, where terms are missing,
    /// a piece for all places there.
    /// </summary>
    private static IReadOnlyList<Piece> Cut(Turned turned, Nest nest)
    {
        Dim outer = turned.Places[0];
        IReadOnlyList<Bound> bounds = NestLowering.Bounds(nest);
        bool IsWhole(int place) => bounds.All(
            b => b.Sum != outer.Name || Enumerable.Range(0, nest.Dims.First(d => d.Name == b.Out).Extent).All(o => b.Allows(o, place)));
        int terms = turned.PlaceStride(outer.Name) / turned.SampleStride, length = Math.Max(1, MostTerms / terms);
        int first = Enumerable.Range(0, outer.Extent).TakeWhile(p => !IsWhole(p)).Count();
        int whole = Enumerable.Range(first, outer.Extent - first).TakeWhile(IsWhole).Count();
        if (length >= outer.Extent || whole <= length)
            return [PieceOf(0, outer.Extent, 1)];
        int rest = first + whole / length * length;
        Piece[] pieces =
            [PieceOf(0, first, 1), PieceOf(first, length, whole / length), PieceOf(rest, first + whole - rest, 1),
                PieceOf(first + whole, outer.Extent - first - whole, 1)];
        return [.. pieces.Where(static p => p.Length > 0)];

        Piece PieceOf(int start, int extent, int count)
        {
            bool isWhole = Enumerable.Range(start, extent * count).All(IsWhole);
            IEnumerable<Bound> others = bounds.Where(b => b.Sum != outer.Name || !isWhole);
            return new(start, extent, count, isWhole, [.. others.Select(b => b.Sum == outer.Name ? b.From(start) : b)]);
        }
    }

    private static NestKernel KernelOf(Contraction contraction, Turned turned, Piece piece)
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

    /// <summary>Some of the outermost places.</summary>
    /// <param name="Start">The first place.</param>
    /// <param name="Length">Places that are summed together.</param>
    /// <param name="Count">How many such stretches follow each other.</param>
    /// <param name="IsWhole">Whether none of their terms is missing along the outermost places.</param>
    /// <param name="Bounds">Which of their terms are missing.</param>
    private sealed record Piece(int Start, int Length, int Count, bool IsWhole, IReadOnlyList<Bound> Bounds);

    /// <summary>An output's gradient, and where its units lie once they are side by side.</summary>
    /// <param name="Source">Where it lies.</param>
    /// <param name="Units">The parameter's innermost dimension.</param>
    /// <param name="Parts">The dimensions of the nest that make it up.</param>
    /// <param name="Places">The dimensions that are summed over, in order.</param>
    private sealed record Turned(Access Source, Dim Units, IReadOnlyList<string> Parts, IReadOnlyList<Dim> Places)
    {
        /// <summary>Floats from one sample's units to the next one's.</summary>
        public int SampleStride => Program.Align(Units.Extent);

        /// <summary>Where the turned gradient lies.</summary>
        public Access Target
        {
            get
            {
                var strides = Places.ToDictionary(static d => d.Name, d => PlaceStride(d.Name));
                strides[NestLowering.Sample] = SampleStride;
                strides[Units.Name] = 1;
                return new Access("dy", strides, 0, 0);
            }
        }

        /// <summary>
        /// Null where the units are no dimension of the gradient alone, or it moves with others of the weights, or there is one weight.
        /// </summary>
        public static Turned? Of(Contraction contraction)
        {
            Nest nest = contraction.Nests[0];
            int axis = ((Gradient)contraction.Output).Parameter.Strides.ToList().IndexOf(1);
            Coordinate at = nest.Output[axis];
            if (nest.Sums.Count == 0 || at.Terms.Count == 0 || !nest.Enumerates(at))
                return null;
            // Units of several gates are one dimension where the gradient has them one behind the other.
            string[] parts = [.. at.Terms.OrderByDescending(static t => t.Coefficient).Select(static t => t.Dim)];
            var units = new Dim(string.Concat(parts), at.Extent);
            Access source = NestLowering.Access("dy", contraction.Left, Layout.Group, nest.Left);
            int step = source.Stride(parts[parts.Length - 1]);
            bool isAlone = step > 0 && at.Terms.All(t => source.Stride(t.Dim) == t.Coefficient * step)
                && nest.Right.All(c => parts.All(part => c.Coefficient(part) == 0))
                && nest.Outs.All(d => parts.Contains(d.Name) || source.Stride(d.Name) == 0)
                && nest.Sums.All(d => source.Stride(d.Name) > 0 && !parts.Contains(d.Name));
            bool isWhole = NestLowering.Bounds(nest).All(b => !parts.Contains(b.Out));
            return isAlone && isWhole ? new Turned(source.With(units.Name, step), units, parts, nest.Sums) : null;
        }

        /// <summary>An operand of the nest with the units as one dimension.</summary>
        public Access Joined(Access access) => Parts.Aggregate(access, static (a, part) => a.With(part, 0)).With(Units.Name, 1);

        /// <summary>Floats from one place to the next one along a dimension, in the turned gradient.</summary>
        public int PlaceStride(string dim) => Places.SkipWhile(d => d.Name != dim).Skip(1)
            .Aggregate(Isa.Group * SampleStride, static (stride, d) => stride * d.Extent);
    }
}
