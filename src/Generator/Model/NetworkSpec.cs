namespace Unrolled.Generator.Model;

/// <summary>
/// A network as it was declared. Immutable and pointwise equal all the way down, without any Roslyn type: equality here is what keeps
/// the editor fast.
/// </summary>
/// <param name="Namespace">The namespace, empty for the global one.</param>
/// <param name="Containers">The partial types around the class, outermost first.</param>
/// <param name="Name">The class's name.</param>
/// <param name="Input">The shape of one sample.</param>
/// <param name="Layers">The layers in source order, the loss last if there is one.</param>
/// <param name="Unroll">Multiply-adds up to which a kernel is written out straight; 0 leaves it to the plan.</param>
internal sealed record NetworkSpec(
    string Namespace, EquatableArray<Container> Containers, string Name, Shape Input, EquatableArray<LayerSpec> Layers, int Unroll)
{
    /// <summary>Strengths of regularisation of layers that do not set their own.</summary>
    public double L1 { get; init; }

    public double L2 { get; init; }

    /// <summary>Whether gradients with respect to the input are offered.</summary>
    public bool InputGradient { get; init; }

    /// <summary>The file whose weights the assembly carries; empty for none.</summary>
    public string Weights { get; init; } = "";

    /// <summary>Whether biases are regularised too.</summary>
    public bool RegularizeBias { get; init; }
}

/// <summary>A type around a network: its keyword (<c>class</c>, <c>struct</c>, <c>record struct</c>, …) and name.</summary>
internal sealed record Container(string Keyword, string Name);

/// <summary>One layer: its attribute's name without the suffix, the layer's own name, and the arguments that were given.</summary>
internal sealed record LayerSpec(string Kind, string Name, EquatableArray<Argument> Arguments)
{
    /// <summary>The layer whose output this one takes; null for the one before.</summary>
    public string? From { get; init; }

    /// <summary>The layers whose outputs it joins with its input.</summary>
    public EquatableArray<string> Sources { get; init; }

    /// <summary>The classes whose layers it is made of.</summary>
    public EquatableArray<PartSpec> Parts { get; init; }

    /// <summary>The layer that takes its input, inside a part if it is one.</summary>
    public LayerSpec First => Kind == "Use" ? Parts[0].Layers[0].First : this;

    public bool Has(string argument) => Arguments.Any(a => a.Name == argument);

    /// <summary>The argument's value, or <paramref name="fallback"/> where it was not given.</summary>
    public double Number(string argument, double fallback) => Arguments.FirstOrDefault(a => a.Name == argument)?.Value ?? fallback;

    public int Integer(string argument, int fallback) => (int)Number(argument, fallback);

    /// <summary>The attribute as a person would write it: <c>Conv2D(6, 5, Padding = 2)</c>.</summary>
    public string Declaration
    {
        get
        {
            IEnumerable<string> given =
            [
                .. Sources.Select(static s => $"\"{s}\""),
                .. Arguments.Select(static a => a.Text),
                .. From is null ? Array.Empty<string>() : [$"From = \"{From}\""],
            ];
            string arguments = string.Join(", ", given);
            string kind = Parts.Count == 0 ? Kind : $"{Kind}<{string.Join(", ", Parts.Select(static p => p.Name))}>";
            return arguments.Length == 0 ? kind : $"{kind}({arguments})";
        }
    }
}

/// <summary>A class whose layers stand in another one.</summary>
/// <param name="Name">The class's name.</param>
/// <param name="Input">The shape it wants; null for a block, which takes what comes.</param>
/// <param name="Layers">Its layers, without a loss.</param>
internal sealed record PartSpec(string Name, Shape? Input, EquatableArray<LayerSpec> Layers)
{
    /// <summary>The class's full name with <c>global::</c>.</summary>
    public string TypeName { get; init; } = "";

    /// <summary>
    /// What a member that takes the class may be: <c>public</c> or <c>internal</c>; empty where it can be seen from too few places.
    /// </summary>
    public string Access { get; init; } = "";

    /// <summary>The class as a network of its own, without a loss.</summary>
    public NetworkSpec Alone => new("", default, Name, Input!, Layers, 0);
}

/// <summary>
/// An argument of a layer. Numbers, and booleans as 0 and 1, are kept as <c>double</c>; <paramref name="Text"/> is how it was given.
/// </summary>
internal sealed record Argument(string Name, double Value, string Text);
