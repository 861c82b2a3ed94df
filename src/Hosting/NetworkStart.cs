using Microsoft.Extensions.Hosting;

namespace Unrolled.Hosting;

/// <summary>Loads a network before the host takes requests, so that a file that is not there is an error of the start.</summary>
internal sealed class NetworkStart<T>(INetworkProvider<T> provider) : IHostedService where T : class, INetwork<T>
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = provider.State;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
