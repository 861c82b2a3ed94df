using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Kernels.Nests;
using Unrolled.Generator.Model;
using Unrolled.Generator.Plans;
using static Unrolled.Generator.Plans.Operand;

namespace Unrolled.Generator.Planning;

/// <summary>Where something lies that belongs to one output, or to one term, so many elements behind the one before.</summary>
internal delegate Address Move(Address address, int stride);

/// <summary>
/// An item of <see cref="WideProducts"/>. Of a stretch of terms, panel after panel is multiplied by a pair of groups: its rows and the
/// groups' values stay in the first-level cache, and each weight that is loaded serves both groups. Sums wait in the result for the next
/// stretch, so that their order is that of the terms; meanwhile the next stretch's weights come from memory.
/// </summary>
/// <param name="Fused">The product with what is fused into it.</param>
/// <param name="Contraction">The product.</param>
/// <param name="X">The values of the first group.</param>
/// <param name="Y">Its results.</param>
/// <param name="Extras">What the fused functions take besides.</param>
internal sealed record WideItem(FusedNode Fused, Contraction Contraction, Address X, Address Y, IReadOnlyList<Address> Extras)
{
    /// <summary>Columns of a panel: a cache line of each row.</summary>
    private const int Panel = 16;

    /// <summary>Terms of a stretch: 8 KiB of a panel, and as much of each group.</summary>
    private const int Terms = 128;

    private const string EachStretch = "stretch", EachPanel = "panel", Column = "q";

    /// <summary>Floats between the weights of one output and the next.</summary>
    public required int Across { get; init; }

    /// <summary>Floats between the weights of one term and the next.</summary>
    public required int Along { get; init; }

    private Parameter Weight => (Parameter)Contraction.Right!;

    private Dim Sum => Contraction.Nests[0].Sums[0];

    /// <summary>The statements of so many outputs.</summary>
    /// <param name="width">How many.</param>
    /// <param name="block">Where their part of weights and results lies.</param>
    public IEnumerable<Statement> Statements(int width, Move block)
    {
        int panels = (width + Panel - 1) / Panel, last = (Sum.Extent - 1) / Terms;
        var packed = new Buffer($"{Weight.Name} panels", panels * Panel * Math.Min(Terms, Sum.Extent));
        var first = new Stretch(width, block, packed, Terms, static (address, stride) => address, IsFirst: true, IsLast: false);
        Stretch next = first with { Term = Turning, IsFirst = false };
        Stretch end = first with
        {
            Terms = Sum.Extent - last * Terms,
            Term = (address, stride) => address.Plus(last * stride * Terms),
            IsFirst = last == 0,
            IsLast = true,
        };
        IEnumerable<Statement> between =
            last > 1 ? [new Statement.Repeat(EachStretch, last - 1, Backward: false, new([.. Of(next)]))] : [];
        return [.. last > 0 ? Of(first) : [], .. between, .. Of(end)];

        static Address Turning(Address address, int stride) => address.Plus(stride * Terms).EachTurn(EachStretch, stride * Terms);
    }

    private IEnumerable<Statement> Of(Stretch stretch)
    {
        Address from = stretch.Term(stretch.Block(Address.Of(Weight), Across), Along), panels = Address.Of(stretch.Panels);
        Operand width = Operand.Of(stretch.Width), terms = Operand.Of(stretch.Terms);
        yield return Across == 1
            ? new Statement.Call(RuntimeMethod.ColumnPanels, In(from), Operand.Of(Along), terms, width, Out(panels))
            : new Statement.Call(RuntimeMethod.RowPanels, In(from), Operand.Of(Across), width, terms, Out(panels));
        yield return new Statement.EachGroup(new([.. Products(stretch, groups: 1)])) { Pair = new([.. Products(stretch, groups: 2)]) };
    }

    /// <summary>The products of all panels with a group, or with two.</summary>
    private IEnumerable<Statement> Products(Stretch stretch, int groups)
    {
        int full = stretch.Width / Panel, rest = stretch.Width % Panel;
        if (full > 0)
        {
            Statement each = Product(stretch, groups, Panel, static (address, stride) => address.EachTurn(EachPanel, stride * Panel));
            yield return new Statement.Repeat(EachPanel, full, Backward: false, new([each]));
        }

        if (rest > 0)
            yield return Product(stretch, groups, rest, (address, stride) => address.Plus(full * stride * Panel));
    }

    private Statement Product(Stretch stretch, int groups, int columns, Move panel)
    {
        Address At(Address address, int stride) => stride == 0 ? address : panel(stretch.Block(address, stride), stride);
        Address result = At(Y, Isa.Group);
        NestKernel kernel = KernelOf(stretch, groups, columns);
        var places = new Dictionary<string, Address>
        {
            [kernel.Left.Pointer] = stretch.Term(X, Isa.Group),
            [kernel.Right!.Pointer] = panel(Address.Of(stretch.Panels), stretch.Terms),
            [kernel.Output.Pointer] = result,
        };
        if (kernel.Bias is { } bias)
            places[bias.Pointer] = stretch.IsFirst ? At(Address.Of(Contraction.Bias!), 1) : result;
        if (kernel.Ahead is { } ahead)
            places[ahead.Pointer] = At(NextRows(stretch), 1);
        for (int i = 0; i < kernel.Extras.Count; i++)
            places[kernel.Extras[i].Pointer] = At(Extras[i], StrideOf(Fused.Extras[i]));

        IEnumerable<Operand> operands = NestEmitter.Pointers(kernel)
            .Select(pointer => pointer == kernel.Output.Pointer ? Out(places[pointer]) : In(places[pointer]));
        return new Statement.Call(new GroupLoop(kernel, places), new([.. operands]));
    }

    /// <summary>The weights of the next stretch, or behind the last one of the next item.</summary>
    private Address NextRows(Stretch stretch)
    {
        Address weights = Address.Of(Weight);
        return stretch.IsLast ? weights.Plus(Wide.Block) : stretch.Term(weights, Along).Plus(Terms * Along);
    }

    /// <summary>
    /// The kernel of a panel. The first stretch begins with the bias, each other one with the sums so far; what is fused waits for the
    /// last.
    /// </summary>
    private NestKernel KernelOf(Stretch stretch, int groups, int columns)
    {
        static Access At(string pointer, int stride, int laneStride) =>
            new(pointer, new Dictionary<string, int> { [Column] = stride }, 0, laneStride);
        Loop[] outs = [new Loop(GroupLoop.Name, groups), new Loop(Column, columns)];
        Access output = At(Names.Result(Fused.Output), Isa.Group, 1);
        return new NestKernel
        {
            Name = Names.Of(Fused, null),
            Header = Names.Header(Fused, Contraction.Nests[0]),
            Outs = [.. outs.Where(static loop => loop.Extent > 1)],
            Sums = [new Loop(Sum.Name, stretch.Terms)],
            Lane = new Lane(Isa.Group, Sum: false, Exact: false),
            Output = output,
            Left = new Access(Names.Operand(Contraction.Left), new Dictionary<string, int> { [Sum.Name] = Isa.Group }, 0, 1),
            Right = new Access("w", new Dictionary<string, int> { [Column] = 1, [Sum.Name] = Panel }, 0, 0),
            Bias = !stretch.IsFirst ? output with { Pointer = "b" } : Contraction.Bias is null ? null : At("b", 1, 0),
            Epilogue = stretch.IsLast ? Fused.Epilogue : null,
            Ahead = Across == 1 ? new Access("ahead", new Dictionary<string, int> { [Sum.Name] = Along }, 0, 0) : null,
            // A sample's own numbers have their lanes side by side; what all samples share is the same in all.
            Extras = stretch.IsLast
                ? [.. Fused.Extras.Select(static (extra, i) => At($"e{i}", StrideOf(extra), extra.Tensor is Value ? 1 : 0))]
                : [],
        };
    }

    /// <summary>Floats from what belongs to one output to what belongs to the next.</summary>
    private static int StrideOf(MapOperand extra) =>
        extra.Axes is { Count: 0 } ? 0 : extra.Tensor is Value ? Isa.Group : 1;

    /// <summary>A stretch of terms.</summary>
    /// <param name="Width">Outputs of the item.</param>
    /// <param name="Block">Where what belongs to them lies.</param>
    /// <param name="Panels">Their weights, packed.</param>
    /// <param name="Terms">Terms of the stretch.</param>
    /// <param name="Term">Where what belongs to these lies.</param>
    /// <param name="IsFirst">Whether sums begin here.</param>
    /// <param name="IsLast">Whether they end here.</param>
    private sealed record Stretch(int Width, Move Block, Buffer Panels, int Terms, Move Term, bool IsFirst, bool IsLast);
}
