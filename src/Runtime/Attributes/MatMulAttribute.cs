namespace Unrolled;

/// <summary>
/// The product of its input, <c>[…, rows, k]</c>, and the output of a layer of the same class, <c>[…, k, columns]</c>: matrix by matrix
/// along the axes in front, of which both have the same. <c>[…, rows, columns]</c>. PyTorch's <c>matmul</c>.
/// </summary>
/// <param name="names">The layer's name: <c>dense1</c>.</param>
public sealed class MatMulAttribute(params string[] names) : LayerAttribute
{
    /// <summary>The layer's name.</summary>
    public string[] Names { get; } = names;

    /// <summary>Whether the input's last two axes are taken in each other's place: it is <c>[…, k, rows]</c>.</summary>
    public bool TransposeLeft { get; set; }

    /// <summary>Whether the other value's last two axes are taken in each other's place: it is <c>[…, columns, k]</c>.</summary>
    public bool TransposeRight { get; set; }
}
