using Unrolled.Onnx.Graphs;
using Unrolled.Onnx.Inference;
using Unrolled.Onnx.Reading;

namespace Unrolled.Onnx.Layers;

/// <summary>
/// What operators write their layers to. Reshapes cost no layer until somebody needs the shape: a value keeps the one that it was made
/// in, and <see cref="Take(string, int[], Axes)"/> gives it another one.
/// </summary>
internal sealed class NetworkWriter(ModelGraph graph)
{
    private const int MostAxes = 5;

    private readonly Dictionary<string, LayerValue> _values = new()
    {
        [graph.Input] = new LayerValue(-1, Batch.Sample(graph.Shapes[graph.Input]), Fresh(Batch.Sample(graph.Shapes[graph.Input]).Length)),
    };

    private readonly Dictionary<(int Layer, string Shape), LayerValue> _reshaped = [];
    private readonly List<LayerLine> _lines = [];

    public ModelGraph Graph { get; } = graph;

    public IReadOnlyList<LayerLine> Lines => _lines;

    /// <summary>Whether a value is there: it is not where the node that makes it cannot be had.</summary>
    public bool Has(string name) => name.Length == 0 || _values.ContainsKey(name) || Graph.Constants.ContainsKey(name);

    /// <summary>Whether a value depends on samples.</summary>
    public bool IsValue(string name) => _values.ContainsKey(name);

    public Facts Facts(Node node) => new(Graph, node);

    /// <summary>A value in whatever shape it was made.</summary>
    /// <exception cref="NodeException">It is a constant.</exception>
    public LayerValue Take(string name) => _values.TryGetValue(name, out LayerValue? value) ? value : throw Constant(name);

    /// <summary>The extents of a value as the model has them, the batch's among them.</summary>
    /// <exception cref="NodeException">It is a constant.</exception>
    public long[] Shape(string name) => Graph.Shapes.TryGetValue(name, out long[]? shape) ? shape : throw Constant(name);

    /// <summary>The extents of one sample as the model has them.</summary>
    /// <exception cref="NodeException">It is a constant.</exception>
    public int[] Sample(string name) => Batch.Sample(Shape(name));

    /// <summary>A value in a shape of as many elements, and of two axes that mean this.</summary>
    public LayerValue Take(string name, int[] shape, Axes axes = Axes.Open) => Shaped(Take(name), shape, axes);

    /// <summary>A value as channels and what lies behind them.</summary>
    public LayerValue Channels(string name) => Take(name, Sample(name), Axes.Channels);

    /// <summary>A value as rows of features: one row, or several.</summary>
    /// <param name="name">The value.</param>
    /// <param name="features">Elements of a row.</param>
    public LayerValue Rows(string name, int features) => Rows(Take(name), features);

    /// <summary>A value as rows of features.</summary>
    public LayerValue Rows(LayerValue value, int features)
    {
        int rows = value.Length / features;
        bool fits = value.Rank == 2 && value.Shape[1] == features && value.Meaning.Axes != Axes.Channels;
        if (fits)
            return Settled(value, Axes.Features);
        return rows == 1 ? Shaped(value, [features], Axes.Open) : Shaped(value, [rows, features], Axes.Features);
    }

    /// <summary>A value in another shape.</summary>
    public LayerValue Shaped(LayerValue value, int[] shape, Axes axes)
    {
        if (shape.Length > MostAxes)
        {
            throw new NodeException(
                $"it takes samples of [{string.Join(", ", shape)}], but at most {MostAxes} axes behind the batch are expected; join some");
        }

        if (value.Shape.SequenceEqual(shape)
            && (value.Rank != 2 || axes == Axes.Open || value.Meaning.Axes is var now && (now == Axes.Open || now == axes)))
            return Settled(value, axes);
        (int, string) key = (value.Layer, $"{string.Join(",", shape)} {(shape.Length == 2 ? axes : Axes.Open)}");
        if (!_reshaped.TryGetValue(key, out LayerValue? made))
        {
            Arguments arguments = shape.Length == 1 ? [] : new Arguments([.. shape.Cast<object>()]);
            _reshaped[key] = made = Add(shape.Length == 1 ? "Flatten" : "Reshape", arguments, value, shape);
        }

        return Settled(made, axes);
    }

    /// <summary>Adds a layer.</summary>
    /// <param name="kind">The attribute's name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="x">What it takes.</param>
    /// <param name="output">The extents of its output; those of its input if null, and then its axes mean the same.</param>
    /// <param name="meaning">What its axes are, where that is its input's too.</param>
    /// <param name="others">What it joins with its input.</param>
    /// <param name="tensors">Its parameters.</param>
    /// <param name="name">The constant that it is named after: <c>conv1.weight</c>.</param>
    public LayerValue Add(
        string kind, Arguments arguments, LayerValue x, int[]? output = null, Meaning? meaning = null,
        IReadOnlyList<LayerValue>? others = null, IReadOnlyList<(string Role, Tensor Tensor)>? tensors = null, string? name = null)
    {
        Meaning means = output is null ? x.Meaning : meaning ?? Fresh(output.Length);
        Graph.Spend((tensors ?? []).Select(static t => t.Tensor));
        _lines.Add(new LayerLine(kind, arguments, x, others ?? [], output ?? x.Shape, tensors ?? [], name));
        return new LayerValue(_lines.Count - 1, output ?? x.Shape, means);
    }

    /// <summary>Says which layer's output a node's is.</summary>
    public void Give(Node node, LayerValue value, int output = 0)
    {
        string name = node.Outputs[output];
        if (name.Length == 0)
            return;
        int expected = Sample(name).Aggregate(1, static (product, extent) => checked(product * extent));
        if (expected != value.Length)
            throw new InvalidOperationException(
                $"{node.Title} gives {string.Join("×", value.Shape)} for {Batch.Text(Shape(name))}.");
        _values[name] = value;
    }

    /// <summary>The layers that the output needs, in the shape that the model gives; it is the last one's.</summary>
    public IReadOnlyList<LayerLine> End()
    {
        int[] sample = Sample(Graph.Output);
        LayerValue output = sample.Length > MostAxes ? Take(Graph.Output) : Take(Graph.Output, sample);
        if (output.Layer < 0)
            output = Add("Reshape", new Arguments([.. output.Shape.Cast<object>()]), output, output.Shape);
        var places = new SortedDictionary<int, int>();
        Need(output);
        int next = 0;
        foreach (int place in places.Keys.ToArray())
            places[place] = next++;
        return [.. places.Keys.Select(place => _lines[place]).Select(line => line with
        {
            Input = Moved(line.Input),
            Others = [.. line.Others.Select(Moved)],
        })];

        LayerValue Moved(LayerValue value) => value.Layer < 0 ? value : value with { Layer = places[value.Layer] };

        // Layers only take what is in front of them: from the last one to the first, no stack is needed.
        void Need(LayerValue last)
        {
            places[last.Layer] = 0;
            for (int place = last.Layer; place >= 0; place--)
            {
                if (!places.ContainsKey(place))
                    continue;
                foreach (LayerValue value in _lines[place].Others.Append(_lines[place].Input).Where(static v => v.Layer >= 0))
                    places[value.Layer] = 0;
            }
        }
    }

    private static NodeException Constant(string name) =>
        new($"its input {Words.Short(name)} is a constant, or left out, but a value that depends on the model's input is expected");

    private static LayerValue Settled(LayerValue value, Axes axes)
    {
        if (value.Rank == 2 && value.Meaning.Axes == Axes.Open)
            value.Meaning.Axes = axes;
        return value;
    }

    private static Meaning Fresh(int rank) => new() { Axes = rank == 3 ? Axes.Channels : Axes.Open };
}
