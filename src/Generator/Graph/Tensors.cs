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
/// <param name="viewed">The value whose elements this one shows in another shape, or null.</param>
/// <param name="roles">The roles of another value's axes, where they must be this one's too; or null.</param>
internal sealed class Value(string name, Shape shape, Value? viewed = null, AxisRoles? roles = null) : Tensor(name, shape)
{
    /// <summary>What the axes stand for: images are channels first, other shapes tell nothing by themselves.</summary>
    public AxisRoles Roles { get; } = roles ?? new AxisRoles(shape.Rank == 3 ? AxisOrder.ChannelsFirst : AxisOrder.Open);

    /// <summary>The value of another shape whose elements, in the same order, this one shows; or null.</summary>
    public Value? Viewed { get; } = viewed;

    /// <summary>Where this value lies inside another one; null for one that is whole.</summary>
    public Part? Part { get; private init; }

    /// <summary>For a network's input: how many tokens there are; 0 where it takes floats.</summary>
    public int Tokens { get; init; }

    /// <summary>Whether it is the loss's gradient with respect to another value.</summary>
    public bool IsGradient { get; init; }

    /// <summary>The value that owns the memory.</summary>
    public Value Root => Viewed?.Root ?? Part?.Of.Root ?? this;

    /// <summary>The value or part behind all changes of shape.</summary>
    public Value Owner => Viewed?.Owner ?? this;

    /// <summary>The axis of channels, or of features where they come last. What is open is settled as features.</summary>
    public int ChannelAxis()
    {
        Roles.Settle(AxisOrder.FeaturesLast);
        return Roles.Order == AxisOrder.ChannelsFirst ? 0 : Shape.Rank - 1;
    }

    /// <summary>The elements at one place of the first axis.</summary>
    public Value At(int index) => Inside(new PartIndex(index, false), Behind());

    /// <summary>The elements at the place <c>step + shift</c> of the first axis, in the body of a <see cref="Scan"/>.</summary>
    public Value AtStep(int shift) => Inside(new PartIndex(shift, true), Behind());

    /// <summary>Some neighbouring places of the first axis.</summary>
    public Value Rows(int first, int count) => Inside(new PartIndex(first, false), new Shape([count, .. Shape.Extents.Skip(1)]));

    /// <summary>The same part of another value of the same shape.</summary>
    public Value PartLike(Value whole) => Part is null ? whole : PartOf(whole, Part.At);

    /// <summary>The part of another value that begins at these places.</summary>
    public Value PartOf(Value whole, EquatableArray<PartIndex> at) =>
        new(whole.Name, Shape, roles: whole.Roles) { Part = new Part(whole, at), IsGradient = whole.IsGradient };

    /// <summary>Whether both lie at one place.</summary>
    public bool IsAt(Value other) => Root == other.Root && Owner.Part == other.Owner.Part;

    private Shape Behind() => Shape.Rank == 1 ? new Shape(1) : new Shape([.. Shape.Extents.Skip(1)]);

    private Value Inside(PartIndex index, Shape shape) => new(Name, shape, roles: Roles)
    {
        Part = new Part(Part?.Of ?? this, new([.. Part?.At ?? [], index])),
        IsGradient = IsGradient,
    };
}

/// <summary>A part of a value: where it begins along the leading axes.</summary>
internal sealed record Part(Value Of, EquatableArray<PartIndex> At)
{
    /// <summary>Whether the part is another one at each step of a scan.</summary>
    public bool Moves => At.Any(static index => index.Moves);
}

/// <summary>A place along an axis; one that moves has the scan's step added.</summary>
internal sealed record PartIndex(int Constant, bool Moves);

/// <summary>Numbers that all samples of a batch share, such as a channel's mean.</summary>
internal sealed class Shared(string name, int length) : Tensor(name, new Shape(length));

/// <summary>Numbers that are known when the network is compiled.</summary>
/// <param name="name">For comments.</param>
/// <param name="shape">Its extents.</param>
/// <param name="values">The elements, row-major.</param>
internal sealed class Constant(string name, Shape shape, EquatableArray<float> values) : Tensor(name, shape)
{
    public EquatableArray<float> Values { get; } = values;

    /// <summary>0, 1, 2 …: the place along an axis, for formulas that depend on it, as a causal mask does.</summary>
    public static Constant Indices(int count) =>
        new("indices", new Shape(count), new([.. Enumerable.Range(0, count).Select(static i => (float)i)]));
}

/// <summary>A tensor that is learned.</summary>
/// <param name="name">PyTorch's name: <c>conv2d1.weight</c>.</param>
/// <param name="shape">The shape in files.</param>
/// <param name="strides">Floats between neighbours along each axis of <paramref name="shape"/> in memory.</param>
/// <param name="role">What it is to its layer.</param>
internal sealed class Parameter(string name, Shape shape, int[] strides, ParameterRole role) : Tensor(name, shape)
{
    public ParameterRole Role { get; } = role;

    public IReadOnlyList<int> Strides { get; } = strides;

    /// <summary>The first element's place among all parameters, once all layers are known.</summary>
    public int Offset { get; set; }

    /// <summary>The part that is a network and has this parameter: its number from 1; 0 for the network's own.</summary>
    public int Part { get; set; }

    /// <summary>The first element's place in its part.</summary>
    public int OffsetInPart { get; set; }

    /// <summary>The first element's place among the gradients, where it is learned.</summary>
    public int GradientOffset { get; set; }

    /// <summary>What a new network's elements are drawn from.</summary>
    public Initial Initial { get; init; } = Initial.Constant(0);

    /// <summary>Whether training changes it by its gradient.</summary>
    public bool Learned { get; init; } = true;

    /// <summary>Whether chunks add its gradient to slots.</summary>
    public bool IsSlotted => Learned && Role is (ParameterRole.Weight or ParameterRole.Bias);

    /// <summary>Strengths of regularisation.</summary>
    public float L1 { get; init; }

    public float L2 { get; init; }

    public Gradient Gradient => _gradient ??= new Gradient(this);

    private Gradient? _gradient;
}

/// <summary>The gradient of a parameter, laid out like it, summed over the samples.</summary>
internal sealed class Gradient(Parameter parameter) : Tensor(parameter.Name + ".grad", parameter.Shape)
{
    public Parameter Parameter { get; } = parameter;
}
