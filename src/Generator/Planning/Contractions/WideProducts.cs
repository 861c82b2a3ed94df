using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Model;
using Unrolled.Generator.Plans;
using static Unrolled.Generator.Plans.Operand;

namespace Unrolled.Generator.Planning;

/// <summary>
/// <c>y[o] = Σ w·x</c> or <c>dx[i] = Σ w·dy</c> of a wide layer: an item packs its weights into panels, of which each row is a cache line,
/// and multiplies them by all groups. The rows of a wide matrix lie pages apart, and where they are a power of two apart in the same few
/// sets of a cache.
/// </summary>
internal sealed class WideProducts : ContractionLowering
{
    /// <summary>Columns of a panel: a cache line of each row.</summary>
    private const int Panel = 16;

    public override string Name => "panels";

    public override SumOrder OrderOf(Contraction contraction) => SumOrder.Terms;

    public override Stage Stage => Stage.Wide;

    public override bool Takes(Contraction contraction) => contraction.Output is Value && Wide.IsWide(contraction);

    public override double Cost(Contraction contraction) => Operations(contraction);

    public override void Lower(Lowering lowering, FusedNode fused, Contraction contraction)
    {
        Nest nest = contraction.Nests[0];
        Dim outs = nest.Outs[0], sums = nest.Sums[0];
        var weight = (Parameter)contraction.Right!;
        Access matrix = NestLowering.Access("w", weight, Layout.Plain, nest.Right);
        int across = matrix.Stride(outs.Name), along = matrix.Stride(sums.Name);
        Places places = lowering.Places;
        Address[] extras = [.. fused.Extras.Select(e => places.Read(e.Tensor))];
        Address x = places.Read(contraction.Left), w = Address.Of(weight), y = places.Write(fused.Output);
        int count = outs.Extent / Wide.Block, rest = outs.Extent % Wide.Block;
        lowering.Add(Stage.Wide, Wide.Loop(count, () => Item(Wide.Block, Wide.EachItem), Rest));

        IEnumerable<Statement> Rest() => rest == 0
            ? []
            : Item(rest, (address, stride) => address.Plus(count * stride * Wide.Block));

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
                NestKernel kernel = KernelOf(fused, contraction, panelCount, columns);
                IEnumerable<Operand> bias = contraction.Bias is { } b ? [In(at(Address.Of(b), 1).Plus(from))] : [];
                return new Statement.Call(new NestCode(kernel, MayBeStraight: false),
                [
                    In(x), In(panels.Plus(from * sums.Extent)), .. bias, Out(at(y, Isa.Group).Plus(from * Isa.Group)),
                    .. extras.Select((address, i) => StrideOf(fused.Extras[i]) is var stride && stride == 0
                        ? In(address)
                        : In(at(address, stride).Plus(from * stride))),
                ]);
            }
        }
    }

    /// <summary>Floats from what belongs to one output to what belongs to the next.</summary>
    private static int StrideOf(MapOperand extra) =>
        extra.Axes is { Count: 0 } ? 0 : extra.Tensor is Value ? Isa.Group : 1;

    /// <summary>The products of panels with one group.</summary>
    private static NestKernel KernelOf(FusedNode fused, Contraction contraction, int panels, int columns)
    {
        const string PanelLoop = "p", Column = "q";
        Nest nest = contraction.Nests[0];
        Dim sums = nest.Sums[0];
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
            Left = new Access(Names.Operand(contraction.Left), new Dictionary<string, int> { [sums.Name] = Isa.Group }, 0, 1),
            Right = new Access(
                "w", new Dictionary<string, int> { [PanelLoop] = Panel * sums.Extent, [Column] = 1, [sums.Name] = Panel }, 0, 0),
            Bias = contraction.Bias is null ? null : At("b", 1, 0),
            Scale = contraction.Scale,
            Epilogue = fused.Epilogue,
            // A sample's own numbers have their lanes side by side; what all samples share is the same in all.
            Extras = [.. fused.Extras.Select(static (extra, i) => At("e" + i, StrideOf(extra), extra.Tensor is Value ? 1 : 0))],
        };
    }
}
