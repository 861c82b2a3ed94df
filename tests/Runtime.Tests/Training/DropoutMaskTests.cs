using Unrolled.Generated;

namespace Unrolled.Tests.Training;

/// <summary>
/// Dropout's masks: what each number says, that the widest vectors say the same, and that numbers for different things know nothing of each
/// other.
/// </summary>
public unsafe class DropoutMaskTests
{
    private const int Length = 1000;
    private const float Scale = 1.25f;

    private static readonly uint Fifth = (uint)(0.2 * uint.MaxValue);

    [Theory, InlineData(0), InlineData(48)]
    public void Vectors_fill_what_single_elements_are(int first)
    {
        float[] mask = Fill(7, 3, first, Fifth);
        for (int i = 0; i < Length; i++)
        {
            for (int lane = 0; lane < Lanes.Width; lane++)
                Assert.Equal(DropoutMasks.At(7, 3, first + lane, i, Fifth, Scale), mask[i * Lanes.Width + lane]);
        }
    }

    [Fact]
    public void A_fifth_is_dropped_and_the_rest_is_scaled()
    {
        float[] mask = [.. Enumerable.Range(0, 60).SelectMany(group => Fill(1, 0, group * Lanes.Width, Fifth))];
        // Nearly a million numbers: the share's deviation is 0.0004.
        Assert.InRange(mask.Count(m => m == 0) / (double)mask.Length, 0.198, 0.202);
        Assert.All(mask, m => Assert.True(m is 0 or Scale));
        Assert.All(Fill(1, 0, 0, 0), m => Assert.Equal(Scale, m));
    }

    [Fact]
    public void Neighbours_are_independent()
    {
        float[] mask = Fill(1, 0, 0, uint.MaxValue / 2);
        (string Name, float[] Other)[] others =
        [
            ("step", Fill(2, 0, 0, uint.MaxValue / 2)),
            ("high half of the key", Fill(1 + (1UL << 32), 0, 0, uint.MaxValue / 2)),
            ("layer", Fill(1, 1, 0, uint.MaxValue / 2)),
            ("group", Fill(1, 0, 16, uint.MaxValue / 2)),
            ("sample", [.. mask.Skip(1), mask[0]]),
            ("element", [.. mask.Skip(Lanes.Width), .. mask.Take(Lanes.Width)]),
        ];
        foreach ((string name, float[] other) in others)
        {
            double same = mask.Zip(other, (a, b) => a == b ? 1.0 : 0.0).Average();
            // 16,000 pairs: the deviation is 0.004.
            Assert.True(Math.Abs(same - 0.5) < 0.016, $"Neighbours by {name} agree in a share of {same}.");
        }
    }

    private static float[] Fill(ulong key, int layer, int first, uint threshold)
    {
        var mask = new float[Length * Lanes.Width];
        fixed (float* to = mask)
            DropoutMasks.Fill(key, layer, first, Length, threshold, Scale, to);
        return mask;
    }
}
