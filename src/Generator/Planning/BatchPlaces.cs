using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels;
using Unrolled.Generator.Plans;
using static Unrolled.Generator.Plans.Operand;

namespace Unrolled.Generator.Planning;

/// <content>Where values lie, and how their places are spelled.</content>
internal sealed partial class BatchLowering
{
    /// <summary>The variable that counts a scan's steps.</summary>
    private const string StepName = "step";

    private readonly Dictionary<Tensor, Buffer> _buffers = [];

    /// <summary>What this phase has computed on demand.</summary>
    private readonly Dictionary<Tensor, Buffer> _here = [];
    private readonly HashSet<Value> _wholeChunk = [];

    /// <summary>The operation that makes a tensor, or the first of several.</summary>
    private readonly Dictionary<Tensor, Node> _makers = [];

    /// <summary>Values that later phases need, or wide loops, which run once all groups are done.</summary>
    private readonly HashSet<Value> _kept = [];

    /// <summary>Values that wide loops make, of all groups at once.</summary>
    private readonly HashSet<Value> _wholeBatch = [];

    /// <summary>Values of a scan of which only the running step is ever needed.</summary>
    private readonly HashSet<Value> _locals = [];

    /// <summary>Finds the values that are made in one phase and needed in another.</summary>
    private void KeepAcross(IReadOnlyList<PhaseNodes> phases)
    {
        var makers = new Dictionary<Value, int>();
        for (int phase = 0; phase < phases.Count; phase++)
        {
            foreach (Node node in phases[phase].Group)
            {
                foreach (Value input in node.Inputs.OfType<Value>().Select(static v => v.Root))
                {
                    if (makers.TryGetValue(input, out int made) && made < phase && !IsOnDemand(input))
                        _kept.Add(input);
                }

                foreach (Value written in node.Writes)
                    makers[written] = phase;
            }

            HashSet<Value> inside = [.. phases[phase].Wide.SelectMany(static n => n.Writes)];
            _wholeBatch.UnionWith(inside);
            IEnumerable<Value> taken = phases[phase].Wide.SelectMany(static n => n.Inputs).OfType<Value>().Select(static v => v.Root);
            _kept.UnionWith(taken.Where(v => !inside.Contains(v)));
            foreach (Value written in inside)
                makers[written] = phase;
        }

        // Without a loss the last phase hands the outputs out.
        Value output = _graph.Output.Root;
        if (_graph.Loss is null && makers.TryGetValue(output, out int maker) && maker + 1 < phases.Count && !IsOnDemand(output))
            _kept.Add(output);
    }

    /// <summary>Finds the values that only one scan's body touches, all at the running step: they need no memory for others.</summary>
    private void FindLocals(IReadOnlyList<Node> nodes)
    {
        IEnumerable<Value> Touched(Node node) => node.Inputs.Append(node.Output).OfType<Value>();
        IEnumerable<Value> elsewhere = nodes.Where(static n => n is not Graphs.Scan).SelectMany(Touched).Select(static v => v.Root);
        HashSet<Value> outside = [.. elsewhere, .. _kept, .. _wholeBatch, _graph.Output.Root];
        foreach (IGrouping<Value, (Node Scan, Value Part)> root in nodes.OfType<Scan>()
            .SelectMany(s => s.Body.SelectMany(Touched).Select(part => ((Node)s, part))).GroupBy(static p => p.part.Root))
        {
            bool one = root.Select(static p => (p.Scan, p.Part.Owner.Part?.At[0])).Distinct().Count() == 1;
            if (one && root.First().Part.Owner.Part is { Moves: true } && !outside.Contains(root.Key))
                _locals.Add(root.Key);
        }
    }

    /// <summary>What each phase computes for itself: it needs no other value, and costs less than to be kept.</summary>
    private bool IsOnDemand(Tensor tensor) => Maker(tensor) is Present or RandomMask or Map { Output: Shared }
        || (tensor == _graph.Input && _graph.Input.Tokens == 0 && !_kept.Contains(_graph.Input));

    private Node? Maker(Tensor tensor) => _makers.TryGetValue(tensor, out Node? node) ? node : null;

    private Buffer BufferOf(Tensor tensor)
    {
        Tensor root = tensor is Value value ? value.Root : tensor;
        if (_buffers.TryGetValue(root, out Buffer? buffer) || _here.TryGetValue(root, out buffer))
            return buffer;
        if (root is Shared shared)
        {
            if (_trains && _shared.Contains(shared))
                return _buffers[root] = new Buffer(root.Name, shared.Shape.Length, Region.Shared);
            return OnDemand(root);
        }

        var whole = (Value)root;
        if (IsOnDemand(whole))
            return OnDemand(whole);
        int length = whole.Shape.Length / (_locals.Contains(whole) ? whole.Shape[0] : 1);
        Region region = _kept.Contains(whole) || _wholeBatch.Contains(whole) ? Region.Batch
            : _wholeChunk.Contains(whole) ? Region.Chunk
            : Region.Group;
        return _buffers[root] = new Buffer(root.Name, length * Isa.Group, region);
    }

    private void Ensure(Tensor tensor)
    {
        if (tensor is Value or Shared)
            BufferOf(tensor);
    }

    /// <summary>Computes what is needed for the first time in this phase.</summary>
    private Buffer OnDemand(Tensor tensor)
    {
        int length = tensor is Shared ? Program.Align(tensor.Shape.Length) : tensor.Shape.Length * Isa.Group;
        Region region = tensor is Value v && _wholeChunk.Contains(v) ? Region.Chunk : Region.Group;
        Buffer buffer = _here[tensor] = new Buffer(tensor.Name, length, region);
        if (tensor == _graph.Input)
            PackInput(buffer);
        else
            Lower(new FusedNode(Maker(tensor)!));
        return buffer;
    }

    private void PackInput(Buffer buffer) => _steps.Add(new Statement.Call(
        RuntimeMethod.Pack, In(Address.Of(CallerMemory.Inputs)), Of(_graph.Input.Shape.Length), Of(FrameNumber.Count),
        Out(Address.Of(buffer))));

    /// <summary>The address of a tensor where it lies now: the next phase may have another place for it.</summary>
    private Address Locate(Tensor tensor) => tensor switch
    {
        Value value => Locate(value, BufferOf(value)),
        Shared => Address.Of(BufferOf(tensor)),
        Parameter parameter => Address.Of(parameter),
        Gradient gradient => Address.Of(gradient),
        _ => throw new InvalidOperationException($"No address for {tensor}."),
    };

    private Address Locate(Value value, Buffer buffer)
    {
        if (value.Owner.Part is not { } part)
            return Address.Of(buffer);
        int[] strides = NestLowering.RowMajor(part.Of.Shape, Isa.Group);
        int constant = 0, moving = 0;
        for (int axis = 0; axis < part.At.Count; axis++)
        {
            if (axis == 0 && _locals.Contains(value.Root))
                continue;
            constant += part.At[axis].Constant * strides[axis];
            moving += part.At[axis].Moves ? strides[axis] : 0;
        }

        return Address.Of(buffer).Plus(constant).EachTurn(StepName, moving);
    }
}
