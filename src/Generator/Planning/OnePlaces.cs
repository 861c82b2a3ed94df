using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Planning;

/// <content>Where values of one sample lie, and the copies from one layout to another.</content>
internal sealed partial class OneLowering
{
    /// <summary>The variable that counts a scan's steps.</summary>
    private const string StepName = "step";

    private readonly Dictionary<(Value, OneLayout), Place> _places = [];
    private readonly Dictionary<Value, OneLayout> _layouts = [];
    private readonly Dictionary<Shared, Place> _shared = [];

    /// <summary>Values of a scan of which only the running step is ever needed.</summary>
    private readonly HashSet<Value> _locals = [];

    /// <summary>Finds the values that only one scan's body touches, all at the running step: they need no memory for others.</summary>
    private void FindLocals()
    {
        static IEnumerable<Value> Touched(Node node) => node.Inputs.Append(node.Output).OfType<Value>();
        IReadOnlyList<Node> nodes = _graph.Inference;
        var outside = new HashSet<Value>(nodes.Where(static n => n is not Graphs.Scan).SelectMany(Touched).Select(static v => v.Root).Append(_graph.Output.Root));
        foreach (IGrouping<Value, (Node Scan, Value Part)> root in nodes.OfType<Scan>()
            .SelectMany(s => s.Body.SelectMany(Touched).Select(part => ((Node)s, part))).GroupBy(static p => p.part.Root))
        {
            bool one = root.Select(static p => (p.Scan, p.Part.Owner.Part?.At[0])).Distinct().Count() == 1;
            if (one && root.First().Part.Owner.Part is { Moves: true } && !outside.Contains(root.Key))
                _locals.Add(root.Key);
        }
    }

    /// <summary>A place for a value, or a part of one, that is about to be computed.</summary>
    private Place Write(Value value, OneLayout layout)
    {
        Value root = value.Root;
        if (root == value || !_layouts.ContainsKey(root))
        {
            _layouts[root] = layout;
            int steps = _locals.Contains(root) ? root.Shape[0] : 1;
            _places[(root, layout)] = new Place(new Buffer(root.Name, OneLayouts.Length(layout, root.Shape) / steps), "");
        }

        return Inside(value, layout);
    }

    /// <summary>The place of a value inside its root's.</summary>
    private Place Inside(Value value, OneLayout layout)
    {
        Place root = _places[(value.Root, layout)];
        if (value.Part is not { } part)
            return root;
        int[] strides = OneLayouts.Strides(layout, part.Of.Shape);
        int constant = 0, moving = 0;
        for (int axis = _locals.Contains(value.Root) ? 1 : 0; axis < part.At.Count; axis++)
        {
            constant += part.At[axis].Constant * strides[axis];
            moving += part.At[axis].Moves ? strides[axis] : 0;
        }

        return root with { Constant = constant, Moving = moving };
    }

    /// <summary>The value in a layout, copied into it where it does not lie so already. Views are looked through in plain order.</summary>
    private Place Materialize(Value value, OneLayout layout)
    {
        if (value.Viewed is null && _layouts[value.Root] == layout)
            return Inside(value, layout);
        if (_places.TryGetValue((value, layout), out Place? known))
            return known;
        if (layout == OneLayout.Plain && value.Viewed is not null)
            return _places[(value, layout)] = Materialize(value.Owner, OneLayout.Plain);
        OneLayout from = value.Viewed is null ? _layouts[value.Root] : OneLayout.Plain;
        if (from != OneLayout.Plain && layout != OneLayout.Plain)
            from = OneLayout.Plain;
        Place source = Materialize(value, from), place = new(new Buffer(value.Name, OneLayouts.Length(layout, value.Shape)), "");
        Copy(source, value.Shape, from, place, layout);
        return _places[(value, layout)] = place;
    }

    private void Copy(Place source, Shape shape, OneLayout from, Place target, OneLayout to)
    {
        int length = shape.Last, rows = shape.Length / length, positions = shape.Length / shape[0], channels = OneLayouts.Padded(shape[0]);
        _steps.Add(new Step(source.Buffers, target.Buffers, scene => (from, to) switch
        {
            (OneLayout.ChannelsLast, _) => $"Relayout.ChannelsFirst({source.At(scene)}, {channels}, {shape[0]}, {positions}, {target.At(scene)});",
            (_, OneLayout.ChannelsLast) => $"Relayout.ChannelsLast({source.At(scene)}, {shape[0]}, {positions}, {target.At(scene)}, {channels});",
            _ => $"Relayout.Rows({source.At(scene)}, {Row(from, length)}, {target.At(scene)}, {Row(to, length)}, {rows}, {length});",
        }));
    }

    private static int Row(OneLayout layout, int length) => layout == OneLayout.Rows ? Program.Align(length) : length;

    /// <summary>Where a value lies: in a buffer, or in the caller's own memory.</summary>
    private sealed record Place(Buffer? Buffer, string Pointer, int Constant = 0, int Moving = 0)
    {
        public IReadOnlyList<Buffer> Buffers => Buffer is null ? [] : [Buffer];

        public string At(Scene scene)
        {
            string address = Text.Plus(Buffer is null ? Pointer : scene.At(Buffer), Constant);
            return Moving == 0 ? address : $"{address} + {StepName} * {Moving}";
        }
    }
}
