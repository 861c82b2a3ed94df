namespace Unrolled.Tests.Training;

/// <summary>Samples one after another, that are never in memory together.</summary>
public class StreamTests
{
    private static readonly SampleShape Shape = new(FakeClassifier.Inputs);

    [Fact]
    public void Lines_are_samples()
    {
        const string Text = "0.5,0,0,0,1,2\n0,1,0,0,0,1\n";
        var disposed = new List<int>();
        SampleStream stream = SampleStream.From(2, Shape, Lines, (line, into) =>
        {
            string[] fields = line.Split(',');
            for (int i = 0; i < 5; i++)
                into.Input[i] = float.Parse(fields[i]);
            into.Labels[0] = int.Parse(fields[5]);
        });
        Assert.Equal((2, true, 5), (stream.Count, stream.IsSequential, stream.InputLength));
        var (a, b) = (new FakeClassifier(), new FakeClassifier());
        using var streamed = new Trainer<FakeClassifier>(a, new Sgd(0.1));
        using var stepped = new Trainer<FakeClassifier>(b, new Sgd(0.1));
        streamed.Train(stream, 3, 2);
        for (int step = 0; step < 3; step++)
            stepped.Step([0.5f, 0, 0, 0, 1, 0, 1, 0, 0, 0], [2, 1]);
        Assert.Equal(b.Parameters, a.Parameters);
        Assert.Equal([0, 1, 2], disposed);

        IEnumerable<string> Lines(int epoch)
        {
            using var reader = new StringReader(Text);
            try
            {
                while (reader.ReadLine() is string line)
                    yield return line;
            }
            finally
            {
                disposed.Add(epoch);
            }
        }
    }

    [Fact]
    public void One_that_ends_early_says_how_many_came()
    {
        SampleStream stream = Sources.Stream(FakeData.ClassDataset(50), count: 60);
        using var trainer = new Trainer<FakeClassifier>(new FakeClassifier(), new Sgd(0.1), new() { Seed = Sources.Seed });
        var failure = Assert.Throws<InvalidDataException>(() => trainer.Train(stream, 1, 16));
        Assert.Contains("The stream ended after 50 samples, but 60 were announced", failure.Message);
        Assert.Equal(3, trainer.Steps);
        Assert.Contains("after 50 samples", Assert.Throws<InvalidDataException>(() => trainer.Evaluate(stream)).Message);
    }

    [Fact]
    public void What_it_has_beyond_its_count_is_left_unread()
    {
        int most = 0;
        SampleStream stream = SampleStream.From<int>(10, Shape, _ => Enumerable.Range(0, 1000), (i, into) => most = Math.Max(most, i));
        using var trainer = new Trainer<FakeClassifier>(new FakeClassifier(), new Sgd(0.1));
        Assert.Equal(2, trainer.Train(stream, 2, 4).Epochs.Count);
        Assert.Equal(9, most);
    }

    [Fact]
    public void Reading_it_in_two_places_at_once_is_refused()
    {
        Dataset data = FakeData.ClassDataset(100);
        SampleStream stream = Sources.Stream(data);
        using var trainer = new Trainer<FakeClassifier>(new FakeClassifier(), new Sgd(0.1), new() { Seed = Sources.Seed });
        var failure = Assert.Throws<InvalidDataException>(() => trainer.Train(stream, 1, 2, _ => trainer.Evaluate(stream)));
        Assert.Contains("do not read one stream in two places at once", failure.Message);
        Assert.Single(trainer.Train(stream, 1, 2).Epochs);
        Assert.Throws<InvalidOperationException>(() => stream.Read(5, 0, default));
    }

    [Fact]
    public void Arguments_are_looked_at()
    {
        Assert.Throws<ArgumentNullException>("records", () => SampleStream.From<int>(1, Shape, null!, (_, _) => { }));
        Assert.Throws<ArgumentNullException>("write", () => SampleStream.From<int>(1, Shape, _ => [], null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleStream.From<int>(-1, Shape, _ => [], (_, _) => { }));
    }
}
