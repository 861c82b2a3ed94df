using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Unrolled.Hosting;

/// <summary>
/// Healthy with the network of the file; degraded where the file's newest content could not be loaded and an older one is in use; the
/// registration's failure status, usually unhealthy, where there is none.
/// </summary>
internal sealed class NetworkHealthCheck<T>(INetworkProvider<T> provider) : IHealthCheck where T : class, INetwork<T>
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        NetworkState<T> state = provider.State;
        HealthStatus status = state switch
        {
            { Loaded: null } => context.Registration.FailureStatus,
            { Failure: not null } => HealthStatus.Degraded,
            _ => HealthStatus.Healthy,
        };
        var data = new Dictionary<string, object> { ["network"] = T.Info.Name, ["body"] = T.Info.Body.ToString() };
        if (state.Loaded is { } loaded)
        {
            data["loaded"] = loaded.Time;
            if (loaded.Sha256.Length > 0)
                data["sha256"] = loaded.Sha256;
        }

        return Task.FromResult(new HealthCheckResult(status, state.Failure, exception: null, data));
    }
}
