using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Unrolled.Generator.Kernels;
using Unrolled.Numerics.Tests.Functions;
using Emitted = Unrolled.Generator.Expressions.Functions;

namespace Unrolled.Numerics.Tests;

/// <summary>The elementary functions of the emitted code: precision, special values, and the same bits at each vector width.</summary>
public class FunctionTests
{
    /// <summary>Prime, so that over the sweep all low mantissa bits occur with all exponents.</summary>
    private const long Stride = 1021;

    private const int Block = 4096;
    private const double LargestError = 2;

    private static readonly bool Fused = Fma.IsSupported || AdvSimd.IsSupported;

    public static TheoryData<string> Names => new(Emitted.All);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sweep_over_all_floats_stays_within_two_ulp_and_has_the_same_bits_at_each_width(string name)
    {
        var inputs = new float[Block];
        for (var start = 0L; start < 1L << 32; start += Block * Stride)
        {
            for (var i = 0; i < Block; i++)
            {
                inputs[i] = BitConverter.UInt32BitsToSingle((uint)(start + i * Stride));
            }

            Check(name, inputs);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Around_every_boundary_it_stays_within_two_ulp_and_has_the_same_bits_at_each_width(string name)
    {
        float[] boundaries =
        [
            0f, float.Epsilon, 1.17549435e-38f, 1e-10f, 0.0621132f, 0.25f, 0.34657359f, 0.5f, 0.55f, 0.70710678f, 0.85f, 1f, 1.41421356f,
            2f, 3.9192f, 4f, 8.6645f, 9.0109f, 9.2f, 16.6f, 17.3287f, 44.5f, 87.33654f, 88f, 88.02969f, 88.72284f, 89f, 103.27893f,
            103.97208f, 104f, 128f, float.MaxValue,
        ];
        var inputs = boundaries.SelectMany(Neighbours).SelectMany(x => new[] { x, -x }).ToArray();
        Check(name, inputs);
    }

    [Theory]
    [InlineData(Emitted.Exp, 0f, 1f)]
    [InlineData(Emitted.Exp, float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(Emitted.Exp, float.NegativeInfinity, 0f)]
    [InlineData(Emitted.Exp, 88.72284f, float.PositiveInfinity)]
    [InlineData(Emitted.Exp, -103.97208f, float.Epsilon)]
    [InlineData(Emitted.Exp, -103.972084f, 0f)]
    [InlineData(Emitted.Log, 0f, float.NegativeInfinity)]
    [InlineData(Emitted.Log, 1f, 0f)]
    [InlineData(Emitted.Log, -float.Epsilon, float.NaN)]
    [InlineData(Emitted.Log, -1f, float.NaN)]
    [InlineData(Emitted.Log, float.NegativeInfinity, float.NaN)]
    [InlineData(Emitted.Log, float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(Emitted.Log, float.Epsilon, -103.278929f)]
    [InlineData(Emitted.Tanh, 0f, 0f)]
    [InlineData(Emitted.Tanh, float.PositiveInfinity, 1f)]
    [InlineData(Emitted.Tanh, float.NegativeInfinity, -1f)]
    [InlineData(Emitted.Tanh, -float.Epsilon, -float.Epsilon)]
    [InlineData(Emitted.Sigmoid, 0f, 0.5f)]
    [InlineData(Emitted.Sigmoid, float.PositiveInfinity, 1f)]
    [InlineData(Emitted.Sigmoid, float.NegativeInfinity, 0f)]
    [InlineData(Emitted.Sigmoid, -103.97208f, float.Epsilon)]
    [InlineData(Emitted.Sigmoid, -103.972084f, 0f)]
    [InlineData(Emitted.Erf, 0f, 0f)]
    [InlineData(Emitted.Erf, float.PositiveInfinity, 1f)]
    [InlineData(Emitted.Erf, float.NegativeInfinity, -1f)]
    [InlineData(Emitted.Erf, -float.Epsilon, -float.Epsilon)]
    public void Special_values_are_exact(string name, float input, float expected)
    {
        foreach (var bits in new[] { 512, 256, 128 })
        {
            var output = Apply(name, bits, Enumerable.Repeat(input, 16).ToArray());
            Assert.All(output, actual => Assert.True(SameBits(expected, actual), $"At {bits} bits {name}({input:G9}) is {actual:G9}."));
        }
    }

    [Theory]
    [InlineData(Emitted.Exp, 1f)]
    [InlineData(Emitted.Log, float.NegativeInfinity)]
    [InlineData(Emitted.Tanh, -0f)]
    [InlineData(Emitted.Sigmoid, 0.5f)]
    [InlineData(Emitted.Erf, -0f)]
    public void Negative_zero_is_exact(string name, float expected) => Special_values_are_exact(name, -0f, expected);

    [Theory]
    [MemberData(nameof(Names))]
    public void Not_a_number_stays_so(string name)
    {
        foreach (var bits in new[] { 512, 256, 128 })
        {
            Assert.All(Apply(name, bits, Enumerable.Repeat(float.NaN, 16).ToArray()), actual => Assert.True(float.IsNaN(actual)));
        }
    }

    [Theory]
    [InlineData(Helpers.Larger)]
    [InlineData(Helpers.Smaller)]
    [InlineData(Helpers.Positive)]
    public void Comparisons_choose_an_operand_and_keep_what_is_not_a_number(string name)
    {
        float[] values =
        [
            0f, -0f, 1f, -1f, float.NaN, float.Epsilon, -float.Epsilon, float.PositiveInfinity, float.NegativeInfinity, 3e38f, -2f, 0.5f,
        ];
        float[] left = [.. values.SelectMany(static v => Enumerable.Repeat(v, 16))];
        float[] right = [.. values.SelectMany(_ => values.Concat(values[..4]))];
        float[][] results = [.. new[] { 512, 256, 128 }.Select(bits =>
        {
            var outputs = new float[left.Length];
            CompiledFunction.Comparison(name, bits)(left, right, outputs);
            return outputs;
        })];
        for (int i = 0; i < left.Length; i++)
        {
            float expected = name switch
            {
                Helpers.Larger => MathF.Max(left[i], right[i]),
                Helpers.Smaller => MathF.Min(left[i], right[i]),
                _ => MathF.Max(left[i], 0f),
            };
            Assert.Equal(expected, results[0][i]);
            Assert.All(results, result => Assert.True(SameBits(results[0][i], result[i]), $"{name}({left[i]}, {right[i]})"));
        }
    }

    [Fact]
    public void Used_functions_come_with_those_they_call_each_once_in_a_fixed_order()
    {
        Assert.Equal([Emitted.Exp, Emitted.Tanh, Emitted.Erf], Emitted.Closure([Emitted.Erf, Emitted.Tanh, Emitted.Erf]));
        Assert.Equal([Emitted.Log], Emitted.Closure([Emitted.Log]));
        Assert.Empty(Emitted.Closure([]));
    }

    private static void Check(string name, float[] inputs)
    {
        var reference = FunctionReference.Get(name);
        var (wide, middle, narrow) = (Apply(name, 512, inputs), Apply(name, 256, inputs), Apply(name, 128, inputs));
        for (var i = 0; i < inputs.Length; i++)
        {
            var expected = reference(inputs[i]);
            var ulps = FunctionReference.Ulps(expected, wide[i]);
            if (ulps > LargestError)
            {
                Assert.Fail($"{name}({inputs[i]:G9}) is {wide[i]:G9}, {ulps:F2} ulp from {expected:G17}.");
            }

            if (!SameBits(wide[i], middle[i]) || !(Fused ? SameBits(wide[i], narrow[i]) : Near(wide[i], narrow[i])))
            {
                Assert.Fail($"{name}({inputs[i]:G9}) is {wide[i]:G9} at 512 bits, {middle[i]:G9} at 256 and {narrow[i]:G9} at 128.");
            }
        }
    }

    private static float[] Apply(string name, int bits, float[] inputs)
    {
        var outputs = new float[inputs.Length];
        CompiledFunction.Get(name, bits)(inputs, outputs);
        return outputs;
    }

    /// <summary>The 32 floats below and above, which at zero are the ones of the other sign.</summary>
    private static IEnumerable<float> Neighbours(float x) =>
        Enumerable.Range(-32, 64).Select(offset => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(x) + offset));

    /// <summary>Equal bits; which NaN it is does not matter.</summary>
    private static bool SameBits(float a, float b) =>
        BitConverter.SingleToInt32Bits(a) == BitConverter.SingleToInt32Bits(b) || (float.IsNaN(a) && float.IsNaN(b));

    /// <summary>Without fused multiply-add the 128-bit body agrees to 1e-5 only.</summary>
    private static bool Near(float a, float b) => SameBits(a, b) || Math.Abs((double)a - b) <= 1e-5 * Math.Max(1, Math.Abs((double)a));
}
