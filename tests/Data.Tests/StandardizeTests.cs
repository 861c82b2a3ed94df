using System.Buffers.Binary;

namespace Unrolled.Data.Tests;

public class StandardizeTests : TempDirectory
{
    [Fact]
    public void Features_get_mean_0_and_the_population_deviation_1()
    {
        var data = new Dataset((float[])[1, 10, 7, 2, 10, 7, 3, 30, 7, 4, 30, 7], 3, [0, 1, 1, 0]) { ClassNames = ["no", "yes"] };
        Standardize fitted = Standardize.Fit(data);
        Assert.Equal([2.5f, 20, 7], fitted.Mean.ToArray());
        Assert.Equal([1.118034f, 10, 1], fitted.Deviation.ToArray());
        Dataset applied = fitted.Apply(data.Weighted([1, 2, 3, 4]));
        Assert.Equal([-1.3416408f, -1, 0], applied.Inputs[..3].ToArray().Select(x => MathF.Round(x, 7)));
        Assert.Equal(data.Labels.ToArray(), applied.Labels.ToArray());
        Assert.Equal(["no", "yes"], applied.ClassNames);
        Assert.Equal([1, 2, 3, 4], applied.Weights.ToArray());
        Assert.Equal(1, data.Inputs[0]);
    }

    [Fact]
    public void Large_offsets_and_small_deviations_come_out_as_by_exact_sums()
    {
        var random = new Random(2);
        const int Count = 1000;
        float[] inputs = [.. Enumerable.Range(0, Count).Select(_ => 10_000 + random.NextSingle())];
        // In decimal, by the difference of the mean square and the square of the mean.
        decimal sum = inputs.Sum(x => (decimal)(double)x), squares = inputs.Sum(x => (decimal)(double)x * (decimal)(double)x);
        decimal mean = sum / Count, variance = squares / Count - mean * mean;
        Standardize fitted = Standardize.Fit(new Dataset(inputs, 1, new int[Count]));
        Assert.Equal((double)mean, fitted.Mean[0], 1e-6 * (double)mean);
        Assert.Equal(Math.Sqrt((double)variance), fitted.Deviation[0], 1e-6);
        float[] constant = [.. Enumerable.Repeat(0.1f, 999)];
        Assert.Equal(1, Standardize.Fit(new Dataset(constant, 1, new int[999])).Deviation[0]);
    }

    [Fact]
    public void Axes_have_numbers_of_their_own()
    {
        // Two samples of 2 channels and 2×1 pixels.
        var data = new Dataset((float[])[0, 2, 10, 10, 4, 6, 30, 30], 4, [0, 0]);
        Standardize channels = Standardize.Fit(data, [2, 2, 1], axis: 0);
        Assert.Equal([3, 20], channels.Mean.ToArray());
        Assert.Equal([MathF.Sqrt(5), 10], channels.Deviation.ToArray());
        Assert.Equal([-1.3416408f, -0.4472136f, -1, -1], channels.Apply(data).Inputs[..4].ToArray().Select(x => MathF.Round(x, 7)));
        // The other way round: bands innermost, frames in front.
        Standardize bands = Standardize.Fit(data, [2, 2], axis: 1);
        Assert.Equal([11, 12], bands.Mean.ToArray());
        float[] frame = [11, 12];
        bands.Apply(frame);
        Assert.Equal([0, 0], frame);
    }

    [Fact]
    public void Numbers_go_with_the_network()
    {
        var data = new Dataset([0.1f, 1e-20f, 0.3f, 7, 8, 9e20f, 1f / 3, 5], 4, [0, 1]);
        foreach (Standardize fitted in new[] { Standardize.Fit(data), Standardize.Fit(data, [2, 2], 0) })
        {
            fitted.Save(PathOf("scale.safetensors"));
            fitted.Save(PathOf("scale.safetensors"));
            var metadata = new Dictionary<string, string>(fitted.ToMetadata()) { ["format"] = "pt" };
            foreach (Standardize read in new[] { Standardize.FromMetadata(metadata), Standardize.Load(PathOf("scale.safetensors")) })
            {
                Assert.Equal(fitted.Mean.ToArray(), read.Mean.ToArray());
                Assert.Equal(fitted.Deviation.ToArray(), read.Deviation.ToArray());
                Assert.Equal(fitted.Apply(data).Inputs.ToArray(), read.Apply(data).Inputs.ToArray());
            }
        }
        Assert.Equal(["scale.safetensors"], System.IO.Directory.GetFiles(Directory).Select(Path.GetFileName));
    }

    [Fact]
    public void Every_damaged_file_is_named()
    {
        Standardize.Fit(new Dataset((float[])[1, 2, 3, 4], 2, [0, 1])).Save(PathOf("scale.safetensors"));
        byte[] file = File.ReadAllBytes(PathOf("scale.safetensors"));
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(file) % 8);
        for (int length = 0; length < file.Length; length++)
        {
            string path = Put("cut", file.AsSpan(0, length));
            Assert.StartsWith(path, Assert.Throws<InvalidDataException>(() => Standardize.Load(path)).Message);
        }
        for (int at = 0; at < file.Length; at++)
        {
            byte[] damaged = [.. file];
            damaged[at] ^= 0x80;
            string path = Put("damaged", damaged);
            if (Record.Exception(() => Standardize.Load(path)) is { } refusal)
                Assert.StartsWith(path, Assert.IsType<InvalidDataException>(refusal).Message);
        }
        Assert.Throws<FileNotFoundException>(() => Standardize.Load(PathOf("nowhere")));
        Assert.Throws<InvalidDataException>(() => Standardize.FromMetadata(new Dictionary<string, string>()));
        Assert.Throws<InvalidDataException>(() => Standardize.FromMetadata(
            new Dictionary<string, string> { ["unrolled.mean"] = "1 x", ["unrolled.deviation"] = "1 2" }));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var data = new Dataset((float[])[1, 2, 3, 4], 2, [0, 1]);
        Standardize fitted = Standardize.Fit(data);
        Assert.Throws<ArgumentException>(() => fitted.Apply(new Dataset((float[])[1, 2, 3], 3, [0])));
        Assert.Throws<ArgumentException>(() => fitted.Apply(new float[3]));
        Assert.Throws<ArgumentException>(() => fitted.Apply(new Dataset(new int[2], 2, [0])));
        Assert.Throws<ArgumentException>(() => Standardize.Fit(data.Take(0)));
        Assert.Throws<ArgumentException>(() => Standardize.Fit(data, [3], 0));
        Assert.Throws<ArgumentException>(() => Standardize.Fit(data, [2], 1));
        Assert.Contains("Sample 1 has the value NaN at 0",
            Assert.Throws<ArgumentException>(() => Standardize.Fit(new Dataset([1, 2, float.NaN, 4], 2, [0, 1]))).Message);
    }
}
