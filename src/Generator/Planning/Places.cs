using Unrolled.Generator.Graphs;
using Unrolled.Generator.Plans;

namespace Unrolled.Generator.Planning;

/// <summary>Where tensors lie, in one layout or several.</summary>
/// <param name="lanes">What the program's lanes are.</param>
/// <param name="add">Takes the statements that copy a tensor into another layout.</param>
internal sealed class Places(LaneAxis lanes, Action<Statement> add)
{
    /// <summary>The variable that counts a scan's steps.</summary>
    public const string Step = "step";

    private readonly Dictionary<(Tensor, Layout), Address> _places = [];
    private readonly List<(Tensor, Layout)> _passing = [];
    private readonly Dictionary<Value, Layout> _written = [];
    private Lifetimes _lifetimes = Lifetimes.None;

    /// <summary>Begins a phase: what the last one kept for a group or a chunk is gone.</summary>
    public void Begin(Lifetimes lifetimes)
    {
        _lifetimes = lifetimes;
        foreach ((Tensor, Layout) place in _passing)
            _places.Remove(place);
        _passing.Clear();
    }

    /// <summary>The layout in which a value lies, or is about to be written.</summary>
    public Layout LayoutOf(Value value) =>
        value.Viewed is null && _written.TryGetValue(value.Root, out Layout? layout) ? layout : Layout.Natural(value, lanes);

    /// <summary>Whether only the running step of a value is ever needed.</summary>
    public bool IsLocal(Value root) => _lifetimes.Locals.Contains(root);

    /// <summary>A value has its place already: the caller's.</summary>
    public void Put(Value value, Address place)
    {
        _written[value] = Layout.Plain;
        _places[(value, Layout.Plain)] = place;
    }

    /// <summary>The place of something that is about to be computed.</summary>
    public Address Write(Tensor tensor) => tensor switch
    {
        Value value => Write(value, LayoutOf(value)),
        Shared shared => Known(shared, Layout.Plain) ?? (_places[(shared, Layout.Plain)] = Address.Of(New(shared))),
        Parameter parameter => Address.Of(parameter),
        Gradient gradient => Address.Of(gradient),
        _ => throw new InvalidOperationException($"{tensor} is not computed."),
    };

    /// <summary>The place of a value that is about to be computed, in a layout.</summary>
    public Address Write(Value value, Layout layout)
    {
        Value root = value.Root;
        if (!_places.ContainsKey((root, layout)))
        {
            _written[root] = layout;
            int steps = _lifetimes.Locals.Contains(root) ? root.Shape[0] : 1;
            Keep(root, layout, new Buffer(root.Name, layout.Length(root.Shape) / steps, _lifetimes.RegionOf(root)));
        }

        return Inside(value.Owner, layout);
    }

    /// <summary>The place of a tensor in the layout in which it was written.</summary>
    public Address Read(Tensor tensor) => Read(tensor, tensor is Value value ? LayoutOf(value) : Layout.Plain);

    /// <summary>The place of a tensor in a layout, into which it is copied where it does not lie so already.</summary>
    public Address Read(Tensor tensor, Layout layout)
    {
        if (layout.IsContiguous && tensor is Value { Viewed: not null } view)
            return Read(view.Owner, layout);
        if (Known(tensor, layout) is { } known)
            return known;
        Layout from = Written(tensor);
        if (from == layout && tensor is not Value)
            throw new InvalidOperationException($"Nothing has made {tensor}.");
        if (from == layout)
            return Write((Value)tensor, layout);
        from = Relayout.IsDirect(from, layout) ? from : Layout.Plain;
        Address source = Read(tensor, from);
        Region region = layout == Layout.BySample ? Region.Chunk : Region.Group;
        var buffer = new Buffer(NameOf(tensor, layout), layout.Length(tensor.Shape), region);
        add(Relayout.Copy(tensor.Shape, source, from, Address.Of(buffer), layout));
        return Keep(tensor, layout, buffer);
    }

    /// <summary>A tensor lies in a buffer from now on; a value in passing only, where that is a group's or a chunk's.</summary>
    private Address Keep(Tensor tensor, Layout layout, Buffer buffer)
    {
        if (tensor is Value && buffer.Region is (Region.Group or Region.Chunk))
            _passing.Add((tensor, layout));
        return _places[(tensor, layout)] = Address.Of(buffer);
    }

    /// <summary>One sample's program makes its own of what a batch shares.</summary>
    private Buffer New(Shared shared) =>
        new(shared.Name, shared.Shape.Length, lanes == LaneAxis.Samples ? Region.Shared : Region.Group);

    private static string NameOf(Tensor tensor, Layout layout) => layout == Layout.BySample ? tensor.Name + " by sample" : tensor.Name;

    private Layout Written(Tensor tensor) => tensor switch
    {
        Value { Viewed: not null } when lanes == LaneAxis.Features => Layout.Plain,
        Value value => LayoutOf(value),
        _ => Layout.Plain,
    };

    private Address? Known(Tensor tensor, Layout layout)
    {
        switch (tensor)
        {
            case Parameter parameter when layout == Layout.Plain:
                return Address.Of(parameter);
            case Constant constant when layout == Layout.Plain:
                return Address.Of(constant);
            case Value { Part: not null } part when layout != Layout.BySample && _places.ContainsKey((part.Root, layout)):
                return Inside(part, layout);
            default:
                return _places.TryGetValue((tensor, layout), out Address? place) ? place : null;
        }
    }

    /// <summary>The place of a value inside its root's.</summary>
    private Address Inside(Value value, Layout layout)
    {
        Address root = _places[(value.Root, layout)];
        if (value.Part is not { } part)
            return root;
        int[] strides = layout.Strides(part.Of.Shape);
        int constant = 0, moving = 0;
        for (int axis = _lifetimes.Locals.Contains(value.Root) ? 1 : 0; axis < part.At.Count; axis++)
        {
            constant += part.At[axis].Constant * strides[axis];
            moving += part.At[axis].Moves ? strides[axis] : 0;
        }

        return root.Plus(constant).EachTurn(Step, moving);
    }
}
