using System.Diagnostics.Metrics;

namespace Unrolled.Training;

/// <summary>
/// What training tells those who listen to the meter <c>Unrolled</c>, such as OpenTelemetry or <c>dotnet-counters</c>, with the network's
/// class as the tag <c>network</c>. As long as nobody does, it costs a look at a flag a step.
/// </summary>
internal sealed class TrainingMetrics(string network)
{
    private static readonly Meter s_meter = new("Unrolled");

    private static readonly Counter<long> s_samples = s_meter.CreateCounter<long>(
        "unrolled.training.samples", "{sample}", "Samples that optimiser steps learned from.");

    private static readonly Counter<long> s_steps = s_meter.CreateCounter<long>(
        "unrolled.training.steps", "{step}", "Optimiser steps.");

    private static readonly Gauge<double> s_loss = s_meter.CreateGauge<double>(
        "unrolled.training.loss", description: "The mean loss of the last step's batch, before the step.");

    private static readonly Gauge<double> s_speed = s_meter.CreateGauge<double>(
        "unrolled.training.samples_per_second", "{sample}/s", "Samples trained on in a second, over the running epoch so far.");

    private readonly KeyValuePair<string, object?> _network = new("network", network);

    /// <summary>A step was taken.</summary>
    public void Step(int samples, double loss)
    {
        if (s_samples.Enabled)
            s_samples.Add(samples, _network);
        if (s_steps.Enabled)
            s_steps.Add(1, _network);
        if (s_loss.Enabled)
            s_loss.Record(loss, _network);
    }

    /// <summary>An epoch goes on at a speed.</summary>
    public void Speed(double samplesPerSecond)
    {
        if (s_speed.Enabled)
            s_speed.Record(samplesPerSecond, _network);
    }
}
