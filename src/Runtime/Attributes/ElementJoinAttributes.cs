namespace Unrolled;

/// <summary>
/// The base of layers that join their input x with the outputs a, b, … of layers of the same class, element by element and from left to
/// right. All have one shape; or, along some axes, the extent 1: that element is used at all places of the axis. A value of a single
/// axis has an element for each channel of the others, or for each feature where features come last: <c>[C]</c> or <c>[C, 1, 1]</c>
/// joins <c>[C, H, W]</c>, as a squeeze-and-excitation does.
/// </summary>
public abstract class ElementJoinAttribute : LayerAttribute
{
    private protected ElementJoinAttribute(params string[] names) => Names = names;

    /// <summary>The layers' names.</summary>
    public string[] Names { get; }
}

/// <summary><c>x + a + b …</c>: the sum of its input and the outputs of layers of the same class.</summary>
/// <param name="names">The layers' names: <c>relu1</c>.</param>
public sealed class AddAttribute(params string[] names) : ElementJoinAttribute(names);

/// <summary><c>x - a - b …</c>: its input less the outputs of layers of the same class.</summary>
/// <param name="names">The layers' names: <c>relu1</c>.</param>
public sealed class SubtractAttribute(params string[] names) : ElementJoinAttribute(names);

/// <summary><c>x·a·b …</c>: the product of its input and the outputs of layers of the same class.</summary>
/// <param name="names">The layers' names: <c>relu1</c>.</param>
public sealed class MultiplyAttribute(params string[] names) : ElementJoinAttribute(names);

/// <summary><c>x/a/b …</c>: its input divided by the outputs of layers of the same class.</summary>
/// <param name="names">The layers' names: <c>relu1</c>.</param>
public sealed class DivideAttribute(params string[] names) : ElementJoinAttribute(names);

/// <summary>
/// The largest of its input and the outputs of layers of the same class; equal ones share the gradient. PyTorch's <c>maximum</c>.
/// </summary>
/// <param name="names">The layers' names: <c>relu1</c>.</param>
public sealed class MaximumAttribute(params string[] names) : ElementJoinAttribute(names);

/// <summary>
/// The smallest of its input and the outputs of layers of the same class; equal ones share the gradient. PyTorch's <c>minimum</c>.
/// </summary>
/// <param name="names">The layers' names: <c>relu1</c>.</param>
public sealed class MinimumAttribute(params string[] names) : ElementJoinAttribute(names);
