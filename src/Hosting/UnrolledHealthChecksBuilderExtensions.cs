using Microsoft.Extensions.Diagnostics.HealthChecks;
using Unrolled;
using Unrolled.Hosting;

// Where those who register health checks look for it.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Health checks of networks.</summary>
public static class UnrolledHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check of a network: healthy with the network of its file; degraded, with the reason, where the file's newest content could
    /// not be loaded and an older network is in use; unhealthy where there is none.
    /// </summary>
    /// <typeparam name="T">The network's class.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The check's name; the class's unless it is given.</param>
    /// <param name="failureStatus">What it is where there is no network; unhealthy unless it is given.</param>
    /// <param name="tags">Tags to filter checks by.</param>
    public static IHealthChecksBuilder AddUnrolled<T>(
        this IHealthChecksBuilder builder, string? name = null, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
        where T : class, INetwork<T>
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            name ?? T.Info.Name, static provider => new NetworkHealthCheck<T>(provider.GetRequiredService<INetworkProvider<T>>()),
            failureStatus, tags));
    }

    /// <summary>As <see cref="AddUnrolled"/>, of a network of several of a class.</summary>
    /// <typeparam name="T">The network's class.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="key">The network's key.</param>
    /// <param name="name">The check's name; the class's, and the key behind a colon, unless it is given.</param>
    /// <param name="failureStatus">What it is where there is no network; unhealthy unless it is given.</param>
    /// <param name="tags">Tags to filter checks by.</param>
    public static IHealthChecksBuilder AddKeyedUnrolled<T>(
        this IHealthChecksBuilder builder, string key, string? name = null, HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null) where T : class, INetwork<T>
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(key);
        return builder.Add(new HealthCheckRegistration(
            name ?? $"{T.Info.Name}:{key}",
            provider => new NetworkHealthCheck<T>(provider.GetRequiredKeyedService<INetworkProvider<T>>(key)), failureStatus, tags));
    }
}
