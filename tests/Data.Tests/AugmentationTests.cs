namespace Unrolled.Data.Tests;

public class AugmentationTests
{
    private static readonly ImageShape s_shape = new(2, 3, 4);

    private static float[] Sample(ImageShape shape) => [.. Enumerable.Range(1, shape.Length).Select(i => (float)i)];

    private static IEnumerable<float[]> Draws(Augmentation augmentation, ImageShape shape, int count = 200)
    {
        for (int i = 0; i < count; i++)
        {
            float[] sample = Sample(shape);
            var random = new SampleRandom(seed: 7, epoch: 0, index: i);
            augmentation.Apply(sample, shape, ref random);
            yield return sample;
        }
    }

    private static float At(float[] sample, ImageShape shape, int c, int y, int x, float outside = 0) =>
        y >= 0 && x >= 0 && y < shape.Height && x < shape.Width ? sample[(c * shape.Height + y) * shape.Width + x] : outside;

    private static float[] Made(ImageShape shape, Func<int, int, int, float> value) =>
        [.. Enumerable.Range(0, shape.Length).Select(i => value(i / shape.Plane, i / shape.Width % shape.Height, i % shape.Width))];

    private static string Key(float[] sample) => string.Join(' ', sample);

    [Fact]
    public void Flips_mirror_half_of_the_samples()
    {
        float[] sample = Sample(s_shape);
        float[] across = Made(s_shape, (c, y, x) => At(sample, s_shape, c, y, 3 - x));
        float[] down = Made(s_shape, (c, y, x) => At(sample, s_shape, c, 2 - y, x));
        string[] horizontal = [.. Draws(Flip.Horizontal(), s_shape).Select(Key)];
        string[] vertical = [.. Draws(Flip.Vertical(), s_shape).Select(Key)];
        Assert.Equal(new[] { Key(sample), Key(across) }.Order(), horizontal.Distinct().Order());
        Assert.Equal(new[] { Key(sample), Key(down) }.Order(), vertical.Distinct().Order());
        Assert.InRange(horizontal.Count(key => key == Key(across)), 70, 130);
        Assert.All(Draws(Flip.Vertical(1), s_shape), made => Assert.Equal(down, made));
        Assert.All(Draws(Flip.Vertical(0), s_shape), made => Assert.Equal(sample, made));
    }

    [Fact]
    public void Shifts_come_to_each_place_and_no_further()
    {
        float[] sample = Sample(s_shape);
        var expected = new HashSet<string>();
        for (int down = -1; down <= 1; down++)
        {
            for (int across = -2; across <= 2; across++)
                expected.Add(Key(Made(s_shape, (c, y, x) => At(sample, s_shape, c, y - down, x - across, outside: -5))));
        }
        string[] made = [.. Draws(new Shift(1, 2, Fill: -5), s_shape).Select(Key)];
        Assert.Equal(expected.Order(), made.Distinct().Order());
        Assert.All(Draws(new Shift(100, 100), s_shape, 20), far => Assert.True(far.All(x => x == 0) || far.Length == 24));
    }

    [Fact]
    public void Crops_are_cut_out_of_a_margin() =>
        Assert.Equal(Draws(new Shift(2, 2, 9), s_shape).Select(Key), Draws(new Crop(2, 9), s_shape).Select(Key));

    [Fact]
    public void Time_shifts_along_its_axis()
    {
        float[] sample = Sample(s_shape);
        Assert.All(Draws(new TimeShift(1), s_shape), made => Assert.Contains(
            Key(made), new[] { -1, 0, 1 }.Select(t => Key(Made(s_shape, (c, y, x) => At(sample, s_shape, c, y, x - t))))));
        Assert.All(Draws(new TimeShift(1, TimeAxis.Rows), s_shape), made => Assert.Contains(
            Key(made), new[] { -1, 0, 1 }.Select(t => Key(Made(s_shape, (c, y, x) => At(sample, s_shape, c, y - t, x))))));
    }

    [Theory]
    [InlineData(-180)]
    [InlineData(-90)]
    [InlineData(-30)]
    [InlineData(0)]
    [InlineData(17.5)]
    [InlineData(45)]
    [InlineData(90)]
    [InlineData(135)]
    [InlineData(180)]
    public void Sine_and_cosine_are_right(double degrees)
    {
        double sine = Elementary.SinPi(degrees / 180), cosine = Elementary.CosPi(degrees / 180);
        Assert.Equal(Math.Sin(degrees * Math.PI / 180), sine, 1e-15);
        Assert.Equal(Math.Cos(degrees * Math.PI / 180), cosine, 1e-15);
    }

    [Fact]
    public void Turning_moves_a_spot_along_a_circle_and_keeps_a_plain()
    {
        var shape = new ImageShape(1, 31, 31);
        var angles = new List<double>();
        for (int i = 0; i < 100; i++)
        {
            float[] sample = Made(shape, (_, y, x) => Math.Abs(y - 15) <= 1 && Math.Abs(x - 25) <= 1 ? 1 : 0);
            var random = new SampleRandom(3, 0, i);
            new Rotate(60).Apply(sample, shape, ref random);
            double sum = sample.Sum(), x = 0, y = 0;
            for (int p = 0; p < sample.Length; p++)
                (x, y) = (x + sample[p] * (p % 31 - 15) / sum, y + sample[p] * (p / 31 - 15) / sum);
            Assert.Equal(9, sum, 1.0);
            Assert.Equal(10, Math.Sqrt(x * x + y * y), 0.2);
            angles.Add(Math.Atan2(y, x) * 180 / Math.PI);
        }
        Assert.InRange(angles.Max(), 50, 61);
        Assert.InRange(angles.Min(), -61, -50);
        Assert.InRange(angles.Average(), -10, 10);

        float[] plain = new float[shape.Length];
        Array.Fill(plain, 3);
        var any = new SampleRandom(1, 0, 0);
        new Rotate(180, Fill: 3).Apply(plain, shape, ref any);
        Assert.All(plain, value => Assert.Equal(3, value));
        float[] still = Sample(s_shape);
        new Rotate(0).Apply(still, s_shape, ref any);
        Assert.Equal(Sample(s_shape), still);
    }

    [Fact]
    public void Noise_has_its_deviation()
    {
        var shape = new ImageShape(1, 100, 200);
        float[] sample = new float[shape.Length];
        var random = new SampleRandom(1, 0, 0);
        new Noise(0.05).Apply(sample, shape, ref random);
        Assert.Equal(0, sample.Average(), 0.002);
        Assert.Equal(0.05, Math.Sqrt(sample.Average(x => (double)x * x)), 0.001);
    }

    [Theory]
    [InlineData(TimeAxis.Columns)]
    [InlineData(TimeAxis.Rows)]
    public void Spectra_lose_stripes_of_up_to_the_width(TimeAxis axis)
    {
        var shape = new ImageShape(1, 12, 10);
        int frames = axis == TimeAxis.Columns ? 10 : 12;
        var widths = new HashSet<int>();
        foreach (float[] made in Draws(new SpecAugment(1, 3, 0, 0, axis, Fill: -1), shape))
        {
            int[] blank = [.. Enumerable.Range(0, frames).Where(t => Enumerable.Range(0, shape.Length)
                .Where(i => (axis == TimeAxis.Columns ? i % 10 : i / 10) == t).All(i => made[i] == -1))];
            Assert.Equal(blank.Length * (shape.Length / frames), made.Count(x => x == -1));
            Assert.True(blank.Length == 0 || blank[^1] - blank[0] == blank.Length - 1);
            widths.Add(blank.Length);
        }
        Assert.Equal([0, 1, 2, 3], widths.Order());
        // Two stripes of each kind, wider than there are places.
        Assert.All(Draws(new SpecAugment(2, 100, 2, 100, axis), shape), made => Assert.Equal(shape.Length, made.Length));
    }

    [Fact]
    public void What_is_drawn_follows_from_seed_epoch_and_sample_alone()
    {
        var shape = new ImageShape(1, 8, 8);
        float[] inputs = [.. Enumerable.Range(0, 64 * 50).Select(i => (float)(i % 97))];
        var data = new Dataset(inputs, 64, [.. Enumerable.Range(0, 50)]) { ClassNames = ["a"] };
        Augmentation[] all = [Flip.Horizontal(), new Shift(2, 2), new Rotate(20), new Crop(1), new Noise(0.1), new SpecAugment(1, 2, 1, 2)];
        SampleSource augmented = data.Augment(shape, 5, all);
        Assert.Equal((50, data.Shape, false), (augmented.Count, augmented.Shape, augmented.IsSequential));
        Assert.Equal(data.ClassNames, augmented.ClassNames);

        float[] forwards = Read(augmented, epoch: 1, Enumerable.Range(0, 50));
        Assert.Equal(forwards, Read(data.Augment(shape, 5, all), epoch: 1, Enumerable.Range(0, 50).Reverse()));
        var parallel = new float[forwards.Length];
        Parallel.For(0, 50, i => augmented.Read(i, 1, new() { Input = parallel.AsSpan(i * 64, 64), Labels = new int[1] }));
        Assert.Equal(forwards, parallel);
        Assert.NotEqual(forwards, Read(augmented, epoch: 2, Enumerable.Range(0, 50)));
        Assert.NotEqual(forwards, Read(data.Augment(shape, 6, all), epoch: 1, Enumerable.Range(0, 50)));
        // The same augmentation twice draws twice.
        Assert.Contains(Enumerable.Range(0, 50), i =>
            !Read(data.Augment(shape, 5, Flip.Horizontal(), Flip.Horizontal()), 0, [i]).SequenceEqual(Read(data, 0, [i])));
        Assert.Equal(inputs, data.Inputs.ToArray());
    }

    /// <summary>The bits of a sample, that no platform and no change of the code may alter unnoticed.</summary>
    [Fact]
    public void Bits_are_what_they_were()
    {
        var shape = new ImageShape(1, 6, 6);
        float[] sample = Sample(shape);
        Augmentation[] all = [new Rotate(30), new Shift(1, 1), new Noise(0.25)];
        for (int i = 0; i < all.Length; i++)
        {
            var random = new SampleRandom(11, 2, 3, i);
            all[i].Apply(sample, shape, ref random);
        }
        byte[] bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(sample.AsSpan()).ToArray();
        Assert.Equal("CDB0ABF936281251", Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes))[..16]);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var data = new Dataset(new float[24], 24, [0]);
        Assert.Contains("2×3×5", Assert.Throws<ArgumentException>(() => data.Augment(new(2, 3, 5), 1)).Message);
        Assert.Throws<ArgumentException>(() => new Dataset(new int[24], 24, [0]).Augment(s_shape, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Flip.Horizontal(1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Shift(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rotate(181));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rotate(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Noise(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpecAugment(1, -1, 0, 0));
    }

    private static float[] Read(SampleSource source, int epoch, IEnumerable<int> order)
    {
        int[] indices = [.. order];
        var samples = new float[indices.Length * source.InputLength];
        int first = indices.Min();
        foreach (int i in indices)
        {
            Span<float> input = samples.AsSpan((i - first) * source.InputLength, source.InputLength);
            source.Read(i, epoch, new() { Input = input, Labels = new int[1] });
        }
        return samples;
    }
}
