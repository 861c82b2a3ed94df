namespace Unrolled.Generator.Kernels.Transforms;

/// <summary>
/// Winograd's minimal filtering F(m, 3): m neighbouring outputs of three taps by m + 2 products, <c>y = Aᵀ((G·g) ⊙ (Bᵀ·d))</c>
/// (A. Lavin and S. Gray, Fast Algorithms for Convolutional Neural Networks, 2016; the matrices follow from the points by Toom and
/// Cook's interpolation).
/// </summary>
/// <remarks>
/// F(2, 3) has the points 0, 1, -1, ∞. F(4, 3) has 0, ±a, ±b, ∞ with a = 2/3 and b = 3/2: pairs of opposite points share what is even and
/// what is odd, and as a·b = 1 no row of the matrices has much larger numbers than another. Errors against double are up to 3 times
/// those of the plain sum, where ±1 and ±2 make them up to 6 times (root mean square).
/// </remarks>
internal static class WinogradMaps
{
    private const double A = 2.0 / 3, B = 3.0 / 2;

    // What the interpolation divides by at ±a and ±b.
    private const double AtA = 2 * A * A * (A * A - B * B), AtB = 2 * B * B * (B * B - A * A);

    /// <summary><c>Bᵀ</c>: m + 2 neighbouring inputs.</summary>
    public static LinearMap Input(int size) => size == 2 ? s_input2 : s_input4;

    /// <summary><c>G</c>: the taps.</summary>
    public static LinearMap Weights(int size) => size == 2 ? s_weights2 : s_weights4;

    /// <summary><c>Aᵀ</c>: the m outputs from the products.</summary>
    public static LinearMap Output(int size) => size == 2 ? s_output2 : s_output4;

    /// <summary><c>A</c>: m outputs' gradients.</summary>
    public static LinearMap OutputGradient(int size) => size == 2 ? s_outputGradient2 : s_outputGradient4;

    /// <summary><c>Gᵀ</c>: the taps' gradients from those of the products.</summary>
    public static LinearMap WeightGradient(int size) => size == 2 ? s_weightGradient2 : s_weightGradient4;

    private static readonly LinearMap s_input2 = LinearMap.Of(4, 4,
        LinearSum.Of((1, 0), (-1, 2)),
        LinearSum.Of((1, 1), (1, 2)),
        LinearSum.Of((1, 2), (-1, 1)),
        LinearSum.Of((1, 3), (-1, 1)));

    private static readonly LinearMap s_input4 = LinearMap.Of(6, 6,
        LinearSum.Of((1, 4), (-B * B, 2)),
        LinearSum.Of((1, 3), (-B * B, 1)),
        LinearSum.Of((1, 4), (-A * A, 2)),
        LinearSum.Of((1, 3), (-A * A, 1)),
        LinearSum.Of((1, 0), (1, 4), (-A * A - B * B, 2)),
        LinearSum.Of((1, 6), (A, 7)),
        LinearSum.Of((1, 6), (-A, 7)),
        LinearSum.Of((1, 8), (B, 9)),
        LinearSum.Of((1, 8), (-B, 9)),
        LinearSum.Of((1, 1), (1, 5), (-A * A - B * B, 3)));

    private static readonly LinearMap s_weights2 = new(3, new(
        [
            LinearSum.Of((0.5, 0), (0.5, 2)),
            LinearSum.Of((1, 3), (0.5, 1)),
            LinearSum.Of((1, 3), (-0.5, 1)),
        ]), new([0, 4, 5, 2]));

    private static readonly LinearMap s_weights4 = new(3, new(
        [
            LinearSum.Of((1 / AtA, 0), (A * A / AtA, 2)),
            LinearSum.Of((1 / AtB, 0), (B * B / AtB, 2)),
            LinearSum.Of((1, 3), (A / AtA, 1)),
            LinearSum.Of((1, 3), (-A / AtA, 1)),
            LinearSum.Of((1, 4), (B / AtB, 1)),
            LinearSum.Of((1, 4), (-B / AtB, 1)),
        ]), new([0, 5, 6, 7, 8, 2]));

    private static readonly LinearMap s_output2 = LinearMap.Of(4, 2,
        LinearSum.Of((1, 0), (1, 1), (1, 2)),
        LinearSum.Of((1, 1), (-1, 2), (1, 3)));

    private static readonly LinearMap s_output4 = LinearMap.Of(6, 4,
        LinearSum.Of((1, 1), (1, 2)),
        LinearSum.Of((1, 3), (1, 4)),
        LinearSum.Of((1, 1), (-1, 2)),
        LinearSum.Of((1, 3), (-1, 4)),
        LinearSum.Of((1, 0), (1, 6), (1, 7)),
        LinearSum.Of((A, 8), (B, 9)),
        LinearSum.Of((A * A, 6), (B * B, 7)),
        LinearSum.Of((1, 5), (A * A * A, 8), (B * B * B, 9)));

    private static readonly LinearMap s_outputGradient2 = new(2, new(
        [
            LinearSum.Of((1, 0), (1, 1)),
            LinearSum.Of((1, 0), (-1, 1)),
        ]), new([0, 2, 3, 1]));

    private static readonly LinearMap s_outputGradient4 = new(4, new(
        [
            LinearSum.Of((1, 0), (A * A, 2)),
            LinearSum.Of((1, 1), (A * A, 3)),
            LinearSum.Of((1, 0), (B * B, 2)),
            LinearSum.Of((1, 1), (B * B, 3)),
            LinearSum.Of((1, 4), (A, 5)),
            LinearSum.Of((1, 4), (-A, 5)),
            LinearSum.Of((1, 6), (B, 7)),
            LinearSum.Of((1, 6), (-B, 7)),
        ]), new([0, 8, 9, 10, 11, 3]));

    private static readonly LinearMap s_weightGradient2 = LinearMap.Of(4, 3,
        LinearSum.Of((1, 1), (1, 2)),
        LinearSum.Of((1, 1), (-1, 2)),
        LinearSum.Of((1, 0), (0.5, 4)),
        LinearSum.Of((0.5, 5)),
        LinearSum.Of((1, 3), (0.5, 4)));

    private static readonly LinearMap s_weightGradient4 = LinearMap.Of(6, 3,
        LinearSum.Of((1, 1), (1, 2)),
        LinearSum.Of((1, 3), (1, 4)),
        LinearSum.Of((1, 1), (-1, 2)),
        LinearSum.Of((1, 3), (-1, 4)),
        LinearSum.Of((1, 0), (1 / AtA, 6), (1 / AtB, 7)),
        LinearSum.Of((A / AtA, 8), (B / AtB, 9)),
        LinearSum.Of((1, 5), (A * A / AtA, 6), (B * B / AtB, 7)));
}
