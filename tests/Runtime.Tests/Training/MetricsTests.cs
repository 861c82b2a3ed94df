using System.Diagnostics.Metrics;

namespace Unrolled.Tests.Training;

/// <summary>What the meter tells those who listen.</summary>
[Collection(nameof(Alone))]
public class MetricsTests
{
    [Fact]
    public void Listeners_hear_of_steps_samples_loss_and_speed_by_network()
    {
        var heard = new List<(string Name, double Value)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Unrolled")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Hear(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Hear(instrument, value, tags));
        listener.Start();
        using var trainer = new Trainer<FakeClassifier>(new FakeClassifier(), new Sgd(0.1));
        (float[] inputs, int[] labels) = FakeData.Classes(8);

        float loss = trainer.Step(inputs, labels);
        Assert.Equal(
            [("unrolled.training.loss", loss), ("unrolled.training.samples", 8), ("unrolled.training.steps", 1)],
            heard.OrderBy(h => h.Name, StringComparer.Ordinal).Select(h => (h.Name, (float)h.Value)));
        heard.Clear();

        var speeds = new List<double>();
        trainer.Train(FakeData.ClassDataset(50), 2, 20, p => speeds.Add(p.SamplesPerSecond));
        Assert.Equal(100, heard.Where(h => h.Name == "unrolled.training.samples").Sum(h => h.Value));
        Assert.Equal(6, heard.Where(h => h.Name == "unrolled.training.steps").Sum(h => h.Value));
        Assert.Equal(6, heard.Count(h => h.Name == "unrolled.training.loss" && h.Value > 0));
        Assert.Equal(speeds, heard.Where(h => h.Name == "unrolled.training.samples_per_second").Select(h => h.Value));

        void Hear(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            Assert.Equal([new("network", nameof(FakeClassifier))], tags.ToArray());
            heard.Add((instrument.Name, value));
        }
    }
}
