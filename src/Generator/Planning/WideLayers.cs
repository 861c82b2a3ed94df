using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Plans;
using static Unrolled.Generator.Plans.Operand;

namespace Unrolled.Generator.Planning;

/// <content>
/// Layers whose weights exceed a core's cache: they are worked off over the whole batch, by blocks of outputs that threads share, so
/// that a weight comes from memory once a step and a gradient goes there once.
/// </content>
internal sealed partial class BatchLowering
{
    /// <summary>Outputs of an item: four vectors, or panels, which a second-level cache holds with all that they are products of.</summary>
    private const int WideBlock = 64;

    /// <summary>Columns of a panel: a cache line of each row.</summary>
    private const int Panel = 16;

    private IReadOnlyList<Statement.WideLoop> LowerWide(IReadOnlyList<Node> nodes)
    {
        var loops = new List<Statement.WideLoop>();
        foreach (FusedNode fused in Fusion.Run(nodes, _kept.Append(_graph.Output), contiguous: true))
        {
            loops.Add(fused.Node switch
            {
                Contraction { Output: Gradient gradient } c => WideGradient(c, gradient),
                Contraction c => WideProducts(fused, c),
                _ => new Statement.WideLoop(1, new([new Statement.EachGroup(new([.. Apart(() => Lower(fused))]))]), default),
            });
        }

        return loops;
    }

    /// <summary>An item for each whole block and one for the rest; the rest alone where there is no whole block.</summary>
    private static Statement.WideLoop Loop(int count, Func<IEnumerable<Statement>> block, Func<IEnumerable<Statement>> rest) => count == 0
        ? new(1, new([.. rest()]), default)
        : new(count, new([.. block()]), new([.. rest()]));

    /// <summary>
    /// <c>y[o] = Σ w·x</c> or <c>dx[i] = Σ w·dy</c>: an item packs its weights into panels, of which each row is a cache line, and
    /// multiplies them by all groups. The rows of a wide matrix lie pages apart, and where they are a power of two apart in the same few
    /// sets of a cache.
    /// </summary>
    private Statement.WideLoop WideProducts(FusedNode fused, Contraction node)
    {
        Nest nest = node.Nests[0];
        Dim outs = nest.Outs[0], sums = nest.Sums[0];
        var weight = (Parameter)node.Right!;
        Access matrix = NestLowering.Access("w", nest.Right, weight.Strides, 0);
        int across = matrix.Stride(outs.Name), along = matrix.Stride(sums.Name);
        Address[] extras = [.. fused.Extras.Select(e => Locate(e.Tensor))];
        Address x = Locate(node.Left), w = Address.Of(weight), y = Locate((Value)fused.Output);
        int count = outs.Extent / WideBlock;
        Address Each(Address address, int stride) => address.EachTurn(Statement.WideLoop.Counter, stride * WideBlock);
        return Loop(count, () => Item(WideBlock, Each), Rest);

        IEnumerable<Statement> Rest() => outs.Extent % WideBlock == 0
            ? []
            : Item(outs.Extent % WideBlock, (address, stride) => address.Plus(count * stride * WideBlock));

        IEnumerable<Statement> Item(int width, Func<Address, int, Address> at)
        {
            Address panels = Address.Of(new Buffer($"{weight.Name} panels", (width + Panel - 1) / Panel * Panel * sums.Extent));
            yield return across == 1
                ? new Statement.Call(RuntimeMethod.ColumnPanels, In(at(w, 1)), Of(along), Of(sums.Extent), Of(width), Out(panels))
                : new Statement.Call(RuntimeMethod.RowPanels, In(at(w, across)), Of(across), Of(width), Of(sums.Extent), Out(panels));
            var calls = new List<Statement>();
            int full = width / Panel * Panel;
            if (full > 0)
                calls.Add(Products(0, full / Panel, Panel));
            if (full < width)
                calls.Add(Products(full, 1, width - full));
            yield return new Statement.EachGroup(new([.. calls]));

            // Some panels of one width, from a column of the item on.
            Statement Products(int from, int panelCount, int columns)
            {
                var kernel = PanelKernel(fused, node, nest, panelCount, columns, sums);
                IEnumerable<Operand> bias = node.Bias is { } b ? [In(at(Address.Of(b), 1).Plus(from))] : [];
                return new Statement.Call(new NestCode(kernel, MayBeStraight: false),
                [
                    In(x), In(panels.Plus(from * sums.Extent)), .. bias, Out(at(y, Isa.Group).Plus(from * Isa.Group)),
                    .. extras.Select((address, i) => ExtraStride(fused.Extras[i]) is var stride && stride == 0
                        ? In(address)
                        : In(at(address, stride).Plus(from * stride))),
                ]);
            }
        }
    }

    /// <summary>Floats from what belongs to one output to what belongs to the next.</summary>
    private static int ExtraStride(Extra extra) => extra.Axis switch
    {
        null => Isa.Group,
        -1 => 0,
        _ => 1,
    };

    /// <summary>The products of panels with one group.</summary>
    private static NestKernel PanelKernel(FusedNode fused, Contraction node, Nest nest, int panels, int columns, Dim sums)
    {
        const string PanelLoop = "p", Column = "q";
        Loop[] outs = [.. new[] { new Loop(PanelLoop, panels), new Loop(Column, columns) }.Where(static l => l.Extent > 1)];
        static Access At(string pointer, int stride, int laneStride) =>
            new(pointer, new Dictionary<string, int> { [PanelLoop] = Panel * stride, [Column] = stride }, 0, laneStride);
        return new NestKernel
        {
            Name = Names.Of(fused, null),
            Header = Names.Header(fused, nest),
            Outs = outs,
            Sums = NestLowering.Loops(nest.Sums),
            Lane = new Lane(Isa.Group, Sum: false, Exact: false),
            Output = At(Names.Result(fused.Output), Isa.Group, 1),
            Left = new Access(Names.Operand(node.Left), new Dictionary<string, int> { [sums.Name] = Isa.Group }, 0, 1),
            Right = new Access(
                "w", new Dictionary<string, int> { [PanelLoop] = Panel * sums.Extent, [Column] = 1, [sums.Name] = Panel }, 0, 0),
            Bias = node.Bias is null ? null : At("b", 1, 0),
            Scale = node.Scale,
            Epilogue = fused.Epilogue,
            // An element at every place, or one for each sample, has its lanes side by side; what follows the outputs is the same in all.
            Extras = [.. fused.Extras.Select(static (extra, i) => At("e" + i, ExtraStride(extra), extra.Axis is null or -1 ? 1 : 0))],
        };
    }

    /// <summary>
    /// <c>dw[o, i] = Σ dy[o]·x[i]</c> over all samples of the batch in order, the lanes along outputs. An item has a block of outputs:
    /// its part of the gradients is read for each input again, and stays in the cache.
    /// </summary>
    private Statement.WideLoop WideGradient(Contraction node, Gradient gradient)
    {
        Nest nest = node.Nests[0];
        Parameter weight = gradient.Parameter;
        string inner = InnermostDim(nest, gradient)!;
        int features = nest.Dims.First(d => d.Name == inner).Extent, count = features / WideBlock, rest = features % WideBlock;
        var right = (Value)node.Right!;
        Buffer dy = BlocksBySample(node.Left, features), x = BufferOf(right);
        Address from = Address.Of(dy), dw = Address.Of(gradient);
        Operand adds = new Truth(!_begun.Add(gradient));
        const int Rows = WideBlock * Isa.Group;
        return Loop(
            count,
            () => [Sum(WideBlock, from.EachTurn(Statement.WideLoop.Counter, Rows), dw.EachTurn(Statement.WideLoop.Counter, WideBlock))],
            () => rest == 0 ? [] : [Sum(rest, from.Plus(count * Rows), dw.Plus(count * WideBlock))]);

        Statement Sum(int width, Address block, Address to)
        {
            var kernel = new NestKernel
            {
                Name = Names.Of(node.Layer, weight),
                Header = Names.Header(node.Layer, nest, "summed over the samples of the batch"),
                Outs = [.. NestLowering.Loops(nest.Outs).Where(l => l.Name != inner)],
                Sums = [new Loop(ChunkSum.Group, 1, "groups"), new Loop(Sample, Isa.Group)],
                Lane = new Lane(width, Sum: false, Exact: true),
                Output = Without(NestLowering.Access("dw", nest.Output, weight.Strides, 1), inner),
                Left = new Access("dy", new Dictionary<string, int> { [Sample] = Program.Align(width) }, 0, 1),
                Right = With(NestLowering.Access("x", nest.Right, NestLowering.RowMajor(right.Shape, Isa.Group), 0), Sample, 1),
                Accumulates = true,
            };
            return new Statement.Call(
                new ChunkSum(kernel, dy, x),
                new([In(block), In(Locate(right)), new At(to, Use.Update), Of(FrameNumber.Groups), adds]));
        }
    }

    /// <summary>A copy of a gradient by blocks of features, each with a row for every sample, kept for the whole batch.</summary>
    private Buffer BlocksBySample(Value value, int features)
    {
        int count = features / WideBlock, rest = features % WideBlock;
        const int Rows = WideBlock * Isa.Group;
        var copy = new Buffer(value.Name + " by sample", count * Rows + Program.Align(rest) * Isa.Group, Region.Batch);
        const string Counter = "block";
        Address from = Locate(value), to = Address.Of(copy);
        if (count > 0)
        {
            _steps.Add(new Statement.Repeat(
                Counter, count, Backward: false, new([Copy(WideBlock, from.EachTurn(Counter, Rows), to.EachTurn(Counter, Rows))])));
        }

        if (rest > 0)
            _steps.Add(Copy(rest, from.Plus(count * Rows), to.Plus(count * Rows)));
        return copy;

        static Statement Copy(int length, Address from, Address to) =>
            new Statement.Call(RuntimeMethod.ToSamples, In(from), Of(length), Out(to), Of(Program.Align(length)));
    }
}
