using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Unrolled.Tests;

namespace Unrolled.Hosting.Tests;

/// <summary>A service with a network of a file, and a clock that tests move.</summary>
public abstract class ServiceTest : TempDirectory
{
    protected FakeTimeProvider Clock { get; } = new(DateTimeOffset.UnixEpoch);

    protected FakeLogCollector Logs { get; } = new();

    protected string Weights => PathOf("scales.safetensors");

    protected ServiceProvider Build(Action<IServiceCollection> add)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock).AddMetrics();
        services.AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(Logs)));
        add(services);
        return services.BuildServiceProvider(validateScopes: true);
    }

    protected ServiceProvider Build(Action<NetworkOptions<Scales>>? configure = null) => Build(services =>
    {
        services.AddUnrolled(Weights, configure);
        services.AddHealthChecks().AddUnrolled<Scales>();
    });

    /// <summary>Lets the file be looked at twice, which is what a change takes.</summary>
    protected void Wait(int looks = 2)
    {
        for (int look = 0; look < looks; look++)
            Clock.Advance(TimeSpan.FromSeconds(1));
    }

    protected static float[] Predict(INetworkProvider<Scales> provider)
    {
        var outputs = new float[Scales.OutputLength];
        provider.Predict(Scales.Ones, outputs);
        return outputs;
    }

    protected static async Task<HealthReportEntry> Health(ServiceProvider services)
    {
        HealthReport report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        return Assert.Single(report.Entries).Value;
    }
}
