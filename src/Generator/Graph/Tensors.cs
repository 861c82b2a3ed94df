using Unrolled.Generator.Model;

namespace Unrolled.Generator.Graphs;

/// <summary>Something that operations read or write.</summary>
internal abstract class Tensor(string name, Shape shape)
{
    public string Name { get; } = name;

    /// <summary>Extents; a value's are those of one sample.</summary>
    public Shape Shape { get; } = shape;

    public override string ToString() => $"{Name} [{string.Join(",", Shape.Extents)}]";
}

/// <summary>A value computed for each sample.</summary>
/// <param name="name">For comments.</param>
/// <param name="shape">Extents of one sample.</param>
/// <param name="viewed">The value whose elements this one shows, or null.</param>
/// <param name="roles">The roles of another value's axes, where they must be this one's too; or null.</param>
internal sealed class Value(string name, Shape shape, Value? viewed = null, AxisRoles? roles = null) : Tensor(name, shape)
{
    /// <summary>What the axes stand for: images are channels first, other shapes tell nothing by themselves.</summary>
    public AxisRoles Roles { get; } = roles ?? new AxisRoles(shape.Rank == 3 ? AxisOrder.ChannelsFirst : AxisOrder.Open);

    /// <summary>The value of another shape whose elements, in the same order, this one shows; or null.</summary>
    public Value? Viewed { get; } = viewed;

    /// <summary>Whether it is the loss's gradient with respect to another value.</summary>
    public bool IsGradient { get; init; }

    /// <summary>The value that owns the memory.</summary>
    public Value Root => Viewed?.Root ?? this;
}

/// <summary>A tensor that is learned.</summary>
/// <param name="name">PyTorch's name: <c>conv2d1.weight</c>.</param>
/// <param name="shape">The shape in files.</param>
/// <param name="strides">Floats between neighbours along each axis of <paramref name="shape"/> in memory.</param>
/// <param name="offset">The first element's place among all parameters.</param>
/// <param name="fanIn">Inputs of one output: the bound of the initialisation is <c>1/√fanIn</c>.</param>
internal sealed class Parameter(string name, Shape shape, int[] strides, int offset, int fanIn) : Tensor(name, shape)
{
    public IReadOnlyList<int> Strides { get; } = strides;

    public int Offset { get; } = offset;

    public int FanIn { get; } = fanIn;

    public Gradient Gradient => _gradient ??= new Gradient(this);

    private Gradient? _gradient;
}

/// <summary>The gradient of a parameter, laid out like it, summed over the samples.</summary>
internal sealed class Gradient(Parameter parameter) : Tensor(parameter.Name + ".grad", parameter.Shape)
{
    public Parameter Parameter { get; } = parameter;
}
