using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;
using Unrolled.Generator.Plans;
using static Unrolled.Generator.Plans.Operand;

namespace Unrolled.Generator.Planning;

/// <content>Where values of one sample lie, and the copies from one layout to another.</content>
internal sealed partial class OneLowering
{
    /// <summary>The variable that counts a scan's steps.</summary>
    private const string StepName = "step";

    private readonly Dictionary<(Value, OneLayout), Address> _places = [];
    private readonly Dictionary<Value, OneLayout> _layouts = [];
    private readonly Dictionary<Shared, Address> _shared = [];

    /// <summary>Values of a scan of which only the running step is ever needed.</summary>
    private readonly HashSet<Value> _locals = [];

    /// <summary>Finds the values that only one scan's body touches, all at the running step: they need no memory for others.</summary>
    private void FindLocals()
    {
        static IEnumerable<Value> Touched(Node node) => node.Inputs.Append(node.Output).OfType<Value>();
        IReadOnlyList<Node> nodes = _graph.Inference;
        IEnumerable<Value> elsewhere = nodes.Where(static n => n is not Graphs.Scan).SelectMany(Touched).Append(_graph.Output);
        var outside = new HashSet<Value>(elsewhere.Select(static v => v.Root));
        foreach (IGrouping<Value, (Node Scan, Value Part)> root in nodes.OfType<Scan>()
            .SelectMany(s => s.Body.SelectMany(Touched).Select(part => ((Node)s, part))).GroupBy(static p => p.part.Root))
        {
            bool one = root.Select(static p => (p.Scan, p.Part.Owner.Part?.At[0])).Distinct().Count() == 1;
            if (one && root.First().Part.Owner.Part is { Moves: true } && !outside.Contains(root.Key))
                _locals.Add(root.Key);
        }
    }

    /// <summary>A place for a value, or a part of one, that is about to be computed.</summary>
    private Address Write(Value value, OneLayout layout)
    {
        Value root = value.Root;
        if (root == value || !_layouts.ContainsKey(root))
        {
            _layouts[root] = layout;
            int steps = _locals.Contains(root) ? root.Shape[0] : 1;
            _places[(root, layout)] = Address.Of(new Buffer(root.Name, OneLayouts.Length(layout, root.Shape) / steps));
        }

        return Inside(value, layout);
    }

    /// <summary>The place of a value inside its root's.</summary>
    private Address Inside(Value value, OneLayout layout)
    {
        Address root = _places[(value.Root, layout)];
        if (value.Part is not { } part)
            return root;
        int[] strides = OneLayouts.Strides(layout, part.Of.Shape);
        int constant = 0, moving = 0;
        for (int axis = _locals.Contains(value.Root) ? 1 : 0; axis < part.At.Count; axis++)
        {
            constant += part.At[axis].Constant * strides[axis];
            moving += part.At[axis].Moves ? strides[axis] : 0;
        }

        return root.Plus(constant).EachTurn(StepName, moving);
    }

    /// <summary>The value in a layout, copied into it where it does not lie so already. Views are looked through in plain order.</summary>
    private Address Materialize(Value value, OneLayout layout)
    {
        if (value.Viewed is null && _layouts[value.Root] == layout)
            return Inside(value, layout);
        if (_places.TryGetValue((value, layout), out Address? known))
            return known;
        if (layout == OneLayout.Plain && value.Viewed is not null)
            return _places[(value, layout)] = Materialize(value.Owner, OneLayout.Plain);
        OneLayout from = value.Viewed is null ? _layouts[value.Root] : OneLayout.Plain;
        if (from != OneLayout.Plain && layout != OneLayout.Plain)
            from = OneLayout.Plain;
        Address source = Materialize(value, from), place = Address.Of(new Buffer(value.Name, OneLayouts.Length(layout, value.Shape)));
        Copy(source, value.Shape, from, place, layout);
        return _places[(value, layout)] = place;
    }

    private void Copy(Address source, Shape shape, OneLayout from, Address target, OneLayout to)
    {
        int length = shape.Last, rows = shape.Length / length, positions = shape.Length / shape[0], channels = OneLayouts.Padded(shape[0]);
        _steps.Add((from, to) switch
        {
            (OneLayout.ChannelsLast, _) => new Statement.Call(
                RuntimeMethod.ChannelsFirst, In(source), Of(channels), Of(shape[0]), Of(positions), Out(target)),
            (_, OneLayout.ChannelsLast) => new Statement.Call(
                RuntimeMethod.ChannelsLast, In(source), Of(shape[0]), Of(positions), Out(target), Of(channels)),
            _ => CopyRows(source, Row(from, length), target, Row(to, length), rows, length),
        });
    }

    private static int Row(OneLayout layout, int length) => layout == OneLayout.Rows ? Program.Align(length) : length;

    private static Statement CopyRows(Address from, int fromStride, Address to, int toStride, int rows, int length) => new Statement.Call(
        RuntimeMethod.CopyRows, In(from), Of(fromStride), Out(to), Of(toStride), Of(rows), Of(length));
}
