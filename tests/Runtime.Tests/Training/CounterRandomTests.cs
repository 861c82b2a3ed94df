using Unrolled.Memory;

namespace Unrolled.Tests.Training;

public class CounterRandomTests
{
    [Fact]
    public void Numbers_fill_the_range_evenly()
    {
        float[] numbers = [.. Enumerable.Range(0, 100_000).Select(i => CounterRandom.Signed(7, 3, (ulong)i))];
        Assert.All(numbers, x => Assert.InRange(x, -1f, 0.9999999f));
        Assert.InRange(numbers.Average(), -0.01, 0.01);
        Assert.InRange(numbers.Average(x => (double)x * x), 0.33, 0.337);
        Assert.InRange(numbers.Zip(numbers.Skip(1)).Average(p => (double)p.First * p.Second), -0.01, 0.01);
    }

    [Fact]
    public void Seed_stream_and_index_each_make_other_numbers()
    {
        ulong[] bits =
            [.. from seed in Count(20) from stream in Count(20) from index in Count(20) select CounterRandom.Bits(seed, stream, index)];
        Assert.Equal(bits.Length, bits.Distinct().Count());
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(1000)]
    public void A_permutation_has_every_number_once(int count)
    {
        int[] order = new int[count];
        CounterRandom.Permute(order, 5, 0);
        Assert.Equal(Enumerable.Range(0, count), order.Order());
    }

    [Fact]
    public void Every_order_is_equally_likely()
    {
        int[] order = new int[3];
        int[] seen = new int[27];
        for (ulong epoch = 0; epoch < 60_000; epoch++)
        {
            CounterRandom.Permute(order, 1, epoch);
            seen[order[0] * 9 + order[1] * 3 + order[2]]++;
        }
        Assert.Equal(6, seen.Count(n => n > 0));
        Assert.All(seen.Where(n => n > 0), n => Assert.InRange(n, 9600, 10_400));
    }

    [Fact]
    public void Normal_numbers_have_the_normal_distribution()
    {
        const int N = 200_000;
        double[] numbers = [.. Count(N).Select(i => (double)CounterRandom.Normal(3, 1, i))];
        double Moment(int power) => numbers.Average(x => Math.Pow(x, power));
        // Deviations of the means: 0.0022, 0.0032, 0.0087, 0.022.
        Assert.InRange(Moment(1), -0.01, 0.01);
        Assert.InRange(Moment(2), 0.985, 1.015);
        Assert.InRange(Moment(3), -0.04, 0.04);
        Assert.InRange(Moment(4), 2.9, 3.1);
        Assert.InRange(numbers.Count(x => Math.Abs(x) > 2) / (double)N, 0.0440, 0.0470);
        Assert.InRange(numbers.Count(x => Math.Abs(x) > 3) / (double)N, 0.0022, 0.0032);
        Assert.Equal(numbers.Take(100), Count(100).Select(i => (double)CounterRandom.Normal(3, 1, i)));
        Assert.NotEqual(numbers[0], CounterRandom.Normal(3, 2, 0));
    }

    private static IEnumerable<ulong> Count(int n) => Enumerable.Range(0, n).Select(i => (ulong)i);
}
