using Unrolled.Generator.Graphs;
using Unrolled.Generator.Model;

namespace Unrolled.Generator.Layers;

/// <summary>
/// How large a network has become, layer by layer. It is asked before sizes are multiplied, and before memory and time are spent on a
/// network that nobody could compile.
/// </summary>
/// <param name="input">The shape of a sample.</param>
internal sealed class NetworkSize(Shape input)
{
    private readonly HashSet<(string, Shape)> _forms = [];
    private long _values = Limits.Length(input.Extents);
    private string _name = "";
    private int _built;

    /// <summary>Elements of all parameters so far.</summary>
    public int Parameters { get; private set; }

    /// <summary>Begins the next layer of the network itself.</summary>
    public void Begin(LayerSpec layer) => _name = layer.Name;

    /// <summary>Counts a layer, however deep in parts.</summary>
    /// <param name="layer">The layer's rules.</param>
    /// <param name="spec">The layer.</param>
    /// <param name="x">What it takes.</param>
    /// <param name="operations">The operations so far.</param>
    /// <exception cref="DoesNotFitException">The network has more operations, or more different layers, than it may have.</exception>
    public void AddLayer(Layer layer, LayerSpec spec, Shape x, int operations)
    {
        _built++;
        if (Math.Max(_built, operations) > Limits.Operations)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} is beyond the {Limits.Text(Limits.Operations)} operations that a network may have; "
                + "repeat less, or make two networks of it");
        }

        if (layer.HasParameters && layer is not Composite && _forms.Add((spec.Declaration, x)) && _forms.Count > Limits.Forms)
        {
            throw new DoesNotFitException(
                $"{spec.Declaration} of {x} is beyond the {Limits.Forms} different layers with parameters that a network may have, "
                + "each of which is code of its own; let layers have equal shapes, or make two networks of it");
        }
    }

    /// <summary>Counts a parameter.</summary>
    /// <exception cref="LimitException">There are too many with it.</exception>
    public void AddParameter(string name, Shape shape)
    {
        if (Limits.Length(shape.Extents) > Limits.Parameters - Parameters)
            throw new LimitException($"has {name} of {shape}", Limits.Text(Limits.Parameters) + " parameters");
        Parameters += shape.Length;
    }

    /// <summary>Counts the output of a layer of the network itself.</summary>
    /// <exception cref="LimitException">There are too many values with it.</exception>
    public void AddOutput(Shape shape)
    {
        Check(_name, shape, Limits.Values - _values);
        _values += shape.Length;
    }

    /// <summary>Looks at any value, which by itself may have as many elements as all outputs together.</summary>
    /// <exception cref="LimitException">It has more.</exception>
    public void CheckValue(Value value) => Check(value.Name, value.Shape, Limits.Values);

    private void Check(string name, Shape shape, long most)
    {
        if (Limits.Length(shape.Extents) <= most)
            return;
        string what = name == _name ? $"gives {shape}" : $"has {name} of {shape}";
        throw new LimitException(what, Limits.Text(Limits.Values) + " values for one sample");
    }
}
