using Unrolled.Generator.Expressions;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Graphs;

/// <summary>
/// Derives the gradient of a <see cref="Scan"/>: a scan from the last step to the first over the gradients of the body's operations. What
/// a step took over from the one before is carried back; gradients of parameters become sums over all steps, outside the loop.
/// </summary>
internal sealed class ScanGradients : Gradients
{
    private const string StepDim = "step";

    private readonly Scan _scan;
    private readonly Gradients _outer;
    private readonly Dictionary<Value, int> _written = [];
    private readonly Dictionary<Value, Value> _gradients = [];
    private readonly Dictionary<Value, Value> _carried = [];
    private readonly Dictionary<(Value, EquatableArray<PartIndex>), Value> _known = [];
    private readonly List<Node> _body = [];
    private readonly List<Node> _sums = [];

    private ScanGradients(Scan scan, Gradients outer)
    {
        _scan = scan;
        _outer = outer;
        foreach (Value output in scan.Body.Select(static n => (Value)n.Output))
            _written[output.Root] = output.Part!.At[0].Constant;
        foreach (Value input in scan.Body.SelectMany(static n => n.Inputs).OfType<Value>().Where(IsCarried))
            _carried[input.Root] = Like(input.Root, "carried ");
    }

    /// <summary>
    /// Adds the gradient of <paramref name="scan"/> to <paramref name="outer"/>, where <paramref name="dy"/> belongs to its output.
    /// </summary>
    public static void Add(Scan scan, Gradients outer, Value dy)
    {
        var gradients = new ScanGradients(scan, outer);
        gradients.Run(dy);
    }

    public override bool Wants(Value value) => _outer.Wants(value);

    public override void Add(Node node)
    {
        if (node is Contraction { Output: Gradient } sum)
            _sums.Add(OverAllSteps(sum));
        else
            _body.Add(node);
    }

    public override void Add(Value target, Func<Value, Node> operation)
    {
        Value holder = target.PartLike(HolderOf(target));
        if (_known.TryGetValue(Key(target), out Value? before))
        {
            Value more = target.PartLike(Like(target.Root, "more "));
            _body.Add(operation(more));
            _body.Add(Sum(holder, more, before));
        }
        else
        {
            _body.Add(operation(holder));
        }

        _known[Key(target)] = holder;
    }

    public override void Pass(Value target, Value gradient)
    {
        Value holder = target.PartLike(HolderOf(target));
        if (_known.TryGetValue(Key(target), out Value? before))
            _body.Add(Sum(holder, gradient, before));
        else if (IsCarried(target))
            _body.Add(Copy(holder, gradient));
        else
            holder = gradient;
        _known[Key(target)] = holder;
    }

    public override Value NewLike(Value value, string prefix) => value.PartLike(Like(value.Root, prefix));

    protected override bool Has(Tensor operand) => operand is Parameter parameter
        ? _sums.Any(n => n.Output == parameter.Gradient)
        : _known.Keys.Any(k => k.Item1 == ((Value)operand).Root);

    private void Run(Value dy)
    {
        var output = (Value)_scan.Output;
        foreach (KeyValuePair<Value, Value> carried in _carried)
        {
            Value last = carried.Value.At(_scan.Count);
            bool ends = carried.Key == output.Root && output.Shape.Rank < output.Root.Shape.Rank;
            _outer.Add(ends ? Copy(last, dy) : new Start(_scan.Layer, last));
        }

        bool everyStep = output.Shape.Rank == output.Root.Shape.Rank;
        foreach (Node node in _scan.Body.Reverse())
        {
            var y = (Value)node.Output;
            Value? external = everyStep && y.Root == output.Root ? dy.AtStep(y.Part!.At[0].Constant - output.Part!.At[0].Constant) : null;
            if (Total(y, external) is { } total)
                Differentiate(node, total);
        }

        IEnumerable<Value> asked = _gradients.Keys.Concat(_known.Keys.Select(static k => k.Item1));
        List<Value> results = [.. asked.Distinct().Where(v => !_written.ContainsKey(v))];
        var whole = results.Select(v => (v, Whole(v))).ToList();
        _outer.Add(new Scan(_scan.Layer, ((Value)_body[_body.Count - 1].Output).Root, _scan.Count, _body, backward: true));
        foreach (Node sum in _sums)
            _outer.Add(sum);
        foreach ((Value target, Value gradient) in whole)
            _outer.Pass(target, gradient);
        foreach (Value start in _scan.Starts)
            _outer.Pass(start, start.PartLike(_carried[start.Root]));
    }

    /// <summary>
    /// The gradient of what an operation gave: what later operations of the step, the next step and the layers behind ask for.
    /// </summary>
    private Value? Total(Value y, Value? external)
    {
        Value? carried = _carried.TryGetValue(y.Root, out Value? all) ? y.PartLike(all) : null;
        Value[] terms = [.. new[] { Here(y), carried, external }.OfType<Value>()];
        if (terms.Length < 2)
            return terms.FirstOrDefault();
        Value total = y.PartLike(Holder(_gradients, y.Root, ""));
        _body.Add(Sum(total, terms));
        return total;
    }

    /// <summary>What the operations of the same step asked for, of <paramref name="y"/> as a whole or in parts.</summary>
    private Value? Here(Value y)
    {
        if (_known.TryGetValue((y.Root, y.Part!.At), out Value? known))
            return known;
        EquatableArray<PartIndex> at = y.Part.At;
        bool IsInside((Value Root, EquatableArray<PartIndex> At) place) =>
            place.Root == y.Root && place.At.Count > at.Count && place.At.Take(at.Count).SequenceEqual(at);
        var parts = _known.Where(k => IsInside(k.Key)).ToList();
        if (parts.Count == 0)
            return null;
        if (SameElsewhere(y, parts) is { } same)
            return same;
        Value holder = Holder(_gradients, y.Root, "");
        foreach (KeyValuePair<(Value, EquatableArray<PartIndex>), Value> part in parts.Where(p => p.Value.Root != holder))
            _body.Add(Copy(part.Value.PartOf(holder, part.Key.Item2), part.Value));
        return y.PartLike(holder);
    }

    /// <summary>
    /// Another value that has all parts of <paramref name="y"/>'s gradient where they would be copied to: where two values were only
    /// added, as the inputs and the state of a recurrent layer's gates, they have one gradient.
    /// </summary>
    private static Value? SameElsewhere(Value y, List<KeyValuePair<(Value, EquatableArray<PartIndex>), Value>> parts)
    {
        Value root = parts[0].Value.Root;
        bool same = root.Shape == y.Root.Shape && parts.Sum(static p => p.Value.Shape.Length) == y.Shape.Length
            && parts.All(p => p.Value.Root == root && p.Value.Owner == p.Value && p.Value.Part?.At.Equals(p.Key.Item2) == true);
        return same ? y.PartLike(root) : null;
    }

    /// <summary>The gradient, over all steps, of a value that was there before the scan.</summary>
    private Value Whole(Value root)
    {
        Value step = root.AtStep(0);
        Value gradient = Here(step)!;
        if (gradient.Part is { } part && part.At.Equals(step.Part!.At) && part.Of.Shape == root.Shape)
            return part.Of;
        Value holder = Holder(_gradients, root, "");
        _body.Add(Copy(step.PartLike(holder), gradient));
        return holder;
    }

    /// <summary>A parameter's gradient at one step becomes the sum over all: the step is its outermost sum.</summary>
    private Contraction OverAllSteps(Contraction sum)
    {
        var step = new Dim(StepDim, _scan.Count);
        EquatableArray<Coordinate> Lift(Value value, EquatableArray<Coordinate> at)
        {
            Part part = value.Part!;
            Coordinate Of(PartIndex index, int axis) =>
                new(new(index.Moves ? [new Term(StepDim, 1)] : []), index.Constant, part.Of.Shape[axis]);
            return new([.. part.At.Select(Of), .. at]);
        }

        Value left = sum.Left, right = sum.Right as Value ?? sum.Left;
        var nests = sum.Nests.Select(n => n with
        {
            Sums = new([step, .. n.Sums]),
            Left = Lift(left, n.Left),
            Right = sum.Right is null ? n.Right : Lift(right, n.Right),
        });
        Value? whole = sum.Right is null ? null : right.Part!.Of;
        return new Contraction(sum.Layer, sum.Output, left.Part!.Of, whole, null, [.. nests], sum.Join, sum.Scale);
    }

    private bool IsCarried(Value value) =>
        value.Part is { Moves: true } part && _written.TryGetValue(part.Of, out int shift) && part.At[0].Constant != shift;

    private Value HolderOf(Value target) => IsCarried(target) ? _carried[target.Root] : Holder(_gradients, target.Root, "");

    private static Value Holder(Dictionary<Value, Value> holders, Value root, string prefix)
    {
        if (!holders.TryGetValue(root, out Value? holder))
            holders[root] = holder = Like(root, prefix);
        return holder;
    }

    private static (Value, EquatableArray<PartIndex>) Key(Value target) => (target.Root, target.Part!.At);

    private static Value Like(Value root, string prefix) =>
        new($"{prefix}d_{root.Name}", root.Shape, roles: root.Roles) { IsGradient = true };

    private Map Copy(Value to, Value from) => new(_scan.Layer, to, Expr.Slot(0), from);

    private Map Sum(Value to, params Value[] terms) => new(
        _scan.Layer, to, Enumerable.Range(1, terms.Length - 1).Aggregate(Expr.Slot(0), static (e, slot) => e + Expr.Slot(slot)), terms);
}
