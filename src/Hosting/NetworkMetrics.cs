using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Unrolled.Hosting;

/// <summary>
/// What a provider tells those who listen to the meter <c>Unrolled</c>, with the network's class as the tag <c>network</c> and, where it
/// has one, its key as <c>key</c>. As long as nobody does, it costs a look at two flags a call.
/// </summary>
internal sealed class NetworkMetrics
{
    private const string MeterName = "Unrolled", ErrorType = "error.type";

    // From a microsecond: networks are as small as that.
    private static readonly InstrumentAdvice<double> s_seconds = new()
    {
        HistogramBucketBoundaries =
            [1e-6, 2.5e-6, 5e-6, 1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2, 2.5e-2, 5e-2, 0.1, 0.25, 0.5, 1, 2.5, 5],
    };

    // Of services without a factory.
    private static readonly Meter s_meter = new(MeterName);

    private readonly Histogram<double> _duration;
    private readonly Counter<long> _samples, _loads;
    private readonly TagList _tags;
    private readonly int _outputLength;

    public NetworkMetrics(IMeterFactory? factory, NetworkInfo network, string? key)
    {
        Meter meter = factory?.Create(MeterName) ?? s_meter;
        _duration = meter.CreateHistogram(
            "unrolled.prediction.duration", "s", "How long a prediction took, of all its samples.", null, s_seconds);
        _samples = meter.CreateCounter<long>("unrolled.prediction.samples", "{sample}", "Samples that were predicted.");
        _loads = meter.CreateCounter<long>("unrolled.network.loads", "{load}", "Files that were loaded, or by error.type could not be.");
        _tags = [new("network", network.Name)];
        if (key is not null)
            _tags.Add("key", key);
        _outputLength = network.OutputLength;
    }

    /// <summary>Whether anybody listens to predictions.</summary>
    public bool IsEnabled => _duration.Enabled || _samples.Enabled;

    /// <summary>A prediction that began at a timestamp has given outputs.</summary>
    public void Predicted(long begun, int outputs)
    {
        _duration.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, _tags);
        _samples.Add(outputs / _outputLength, _tags);
    }

    /// <summary>A prediction that began at a timestamp has failed.</summary>
    public void Failed(long begun, Exception error) =>
        _duration.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, With(error));

    /// <summary>A file was loaded.</summary>
    public void Loaded() => _loads.Add(1, _tags);

    /// <summary>A file could not be loaded.</summary>
    public void NotLoaded(Exception error) => _loads.Add(1, With(error));

    private TagList With(Exception error)
    {
        TagList tags = _tags;
        tags.Add(ErrorType, error.GetType().FullName);
        return tags;
    }
}
