using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace Unrolled.Hosting.Tests;

/// <summary>What those who listen to the meter hear, and what it costs.</summary>
public sealed class MetricsTests : ServiceTest
{
    [Fact]
    public void Predictions_are_counted_and_timed_and_failed_ones_named()
    {
        Scales.Of(1).Save(Weights);
        using ServiceProvider services = Build();
        var provider = services.GetRequiredService<INetworkProvider<Scales>>();
        _ = Predict(provider);
        var meters = services.GetRequiredService<IMeterFactory>();
        using var durations = new MetricCollector<double>(meters, "Unrolled", "unrolled.prediction.duration");
        using var samples = new MetricCollector<long>(meters, "Unrolled", "unrolled.prediction.samples");

        provider.Predict(new float[3 * Scales.InputLength], new float[3 * Scales.OutputLength]);
        Assert.Throws<ArgumentException>(() => provider.Predict(new float[1], new float[1]));

        Assert.Equal(3, Assert.Single(samples.GetMeasurementSnapshot()).Value);
        Assert.Collection(
            durations.GetMeasurementSnapshot(),
            static whole =>
            {
                Assert.InRange(whole.Value, 1e-9, 10);
                Assert.Equal("Scales", whole.Tags["network"]);
                Assert.False(whole.Tags.ContainsKey("error.type"));
            },
            static failed => Assert.Equal("System.ArgumentException", failed.Tags["error.type"]));
        Assert.Equal("s", durations.Instrument!.Unit);
    }

    [Fact]
    public void Loads_are_counted_by_key_and_error()
    {
        Scales.Of(1).Save(Weights);
        using ServiceProvider services = Build(services => services.AddKeyedUnrolled<Scales>("main", Weights));
        var meters = services.GetRequiredService<IMeterFactory>();
        using var loads = new MetricCollector<long>(meters, "Unrolled", "unrolled.network.loads");
        _ = services.GetRequiredKeyedService<INetworkProvider<Scales>>("main").Current;
        File.WriteAllText(Weights, "no network");
        Wait(10);
        Scales.Of(2).Save(Weights);
        Wait(10);
        Assert.Equal(
            [null, "System.IO.InvalidDataException", null],
            loads.GetMeasurementSnapshot().Select(static load => load.Tags.GetValueOrDefault("error.type")));
        Assert.All(loads.GetMeasurementSnapshot(), static load => Assert.Equal("main", load.Tags["key"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Predictions_allocate_nothing(bool listening)
    {
        Scales.Of(1).Save(Weights);
        using ServiceProvider services = Build();
        var provider = services.GetRequiredService<INetworkProvider<Scales>>();
        using var listener = new MeterListener();
        if (listening)
        {
            listener.InstrumentPublished = static (instrument, listener) => listener.EnableMeasurementEvents(instrument);
            listener.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
            listener.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
            listener.Start();
        }

        var outputs = new float[Scales.OutputLength];
        for (int call = 0; call < 100; call++)
            provider.Predict(Scales.Ones, outputs);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int call = 0; call < 100; call++)
            provider.Predict(Scales.Ones, outputs);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
