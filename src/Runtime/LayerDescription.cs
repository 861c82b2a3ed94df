using System.Collections.Immutable;

namespace Unrolled;

/// <summary>
/// A layer of a network's inference, as other formats are written from it: blocks, repetitions, residuals, branches and parts are resolved
/// into their layers, the loss is left out.
/// </summary>
/// <param name="Kind">The kind of layer: its attribute's name, such as <c>Conv2D</c>. A residual's sum is an <c>Add</c>.</param>
/// <param name="Name">Its name, unique in the network: <c>block1.0.conv2d1</c>. A tied layer's second place ends in <c>#2</c>.</param>
/// <param name="Inputs">The layers whose outputs it takes, in order; an empty name is the network's input.</param>
/// <param name="Output">The shape of its output for one sample.</param>
/// <param name="Parameters">Its tensors, by their names in <see cref="NetworkInfo.Parameters"/>.</param>
/// <param name="Arguments">
/// What it is told, defaults filled in and padding resolved: values are <c>int</c>, <c>double</c>, <c>bool</c>, the name of an
/// enumeration's member, or an <see cref="ImmutableArray{T}"/> of <c>int</c>, an element for each axis.
/// </param>
public sealed record LayerDescription(
    string Kind, string Name, ImmutableArray<string> Inputs, ImmutableArray<int> Output, ImmutableArray<string> Parameters,
    ImmutableDictionary<string, object> Arguments)
{
    /// <summary>A whole number among the arguments.</summary>
    /// <exception cref="KeyNotFoundException">There is no such argument of this type.</exception>
    public int Integer(string argument) => Get<int>(argument);

    /// <summary>A real number among the arguments.</summary>
    /// <exception cref="KeyNotFoundException">There is no such argument of this type.</exception>
    public double Number(string argument) => Get<double>(argument);

    /// <summary>A truth value among the arguments.</summary>
    /// <exception cref="KeyNotFoundException">There is no such argument of this type.</exception>
    public bool Flag(string argument) => Get<bool>(argument);

    /// <summary>The name of an enumeration's member among the arguments.</summary>
    /// <exception cref="KeyNotFoundException">There is no such argument of this type.</exception>
    public string Member(string argument) => Get<string>(argument);

    /// <summary>A list of whole numbers among the arguments.</summary>
    /// <exception cref="KeyNotFoundException">There is no such argument of this type.</exception>
    public ImmutableArray<int> Integers(string argument) => Get<ImmutableArray<int>>(argument);

    private T Get<T>(string argument) => Arguments.TryGetValue(argument, out object? value) && value is T typed
        ? typed
        : throw new KeyNotFoundException(
            $"{Kind} {Name} has no {typeof(T).Name} {argument}, but {string.Join(", ", Arguments.Keys.Order(StringComparer.Ordinal))}; "
            + "use one of these");
}
