using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Unrolled;
using Unrolled.Hosting;

// Where those who register services look for it.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Networks as services: <see cref="INetworkProvider{T}"/>, and the class itself, which in each scope, such as a request, is one network
/// to its end.
/// </summary>
public static class UnrolledServiceCollectionExtensions
{
    /// <summary>Adds the network of a file; where the file changes, its network is used from then on.</summary>
    /// <typeparam name="T">The network's class.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="path">The safetensors file; where it is relative, from the host's content root.</param>
    /// <param name="configure">Sets further options.</param>
    public static IServiceCollection AddUnrolled<T>(
        this IServiceCollection services, string path, Action<NetworkOptions<T>>? configure = null) where T : class, INetwork<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return services.AddUnrolled<T>(options =>
        {
            options.Path = path;
            configure?.Invoke(options);
        });
    }

    /// <summary>Adds the network of the file that options name; where the file changes, its network is used from then on.</summary>
    /// <typeparam name="T">The network's class.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options, the path among them.</param>
    public static IServiceCollection AddUnrolled<T>(this IServiceCollection services, Action<NetworkOptions<T>> configure)
        where T : class, INetwork<T>
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        Configure(services, Options.Options.DefaultName, configure);
        return Single(services, static provider => OfFile<T>(provider, key: null));
    }

    /// <summary>Adds a network that stays as it is, such as one whose weights the assembly carries.</summary>
    /// <typeparam name="T">The network's class.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="network">The network; from now on its parameters are only read.</param>
    public static IServiceCollection AddUnrolled<T>(this IServiceCollection services, T network) where T : class, INetwork<T>
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(network);
        var loaded = new LoadedNetwork<T>(network, NetworkMetadata.Empty);
        return Single(services, provider => new NetworkProvider<T>(loaded.With(Metrics<T>(provider, key: null)), Logger(provider)));
    }

    /// <summary>
    /// Adds a network of several of a class, told apart by a key: <c>[FromKeyedServices("fast")] INetworkProvider&lt;T&gt;</c>. The key is
    /// the name of its options too.
    /// </summary>
    /// <typeparam name="T">The network's class.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="key">The key.</param>
    /// <param name="path">The safetensors file; where it is relative, from the host's content root.</param>
    /// <param name="configure">Sets further options.</param>
    public static IServiceCollection AddKeyedUnrolled<T>(
        this IServiceCollection services, string key, string path, Action<NetworkOptions<T>>? configure = null)
        where T : class, INetwork<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return services.AddKeyedUnrolled<T>(key, options =>
        {
            options.Path = path;
            configure?.Invoke(options);
        });
    }

    /// <summary>As with a path, for one that the options name.</summary>
    /// <typeparam name="T">The network's class.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="key">The key.</param>
    /// <param name="configure">Sets the options, the path among them.</param>
    public static IServiceCollection AddKeyedUnrolled<T>(
        this IServiceCollection services, string key, Action<NetworkOptions<T>> configure) where T : class, INetwork<T>
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(configure);
        Configure(services, key, configure);
        services.TryAddKeyedSingleton<INetworkProvider<T>>(key, static (provider, key) => OfFile<T>(provider, (string)key!));
        services.TryAddKeyedScoped(key, static (provider, key) => provider.GetRequiredKeyedService<INetworkProvider<T>>(key).Current);
        return services.AddSingleton<IHostedService>(
            provider => new NetworkStart<T>(provider.GetRequiredKeyedService<INetworkProvider<T>>(key)));
    }

    private static IServiceCollection Single<T>(IServiceCollection services, Func<IServiceProvider, NetworkProvider<T>> make)
        where T : class, INetwork<T>
    {
        services.AddSingleton<INetworkProvider<T>>(make);
        services.TryAddScoped(static provider => provider.GetRequiredService<INetworkProvider<T>>().Current);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, NetworkStart<T>>(
            static provider => new(provider.GetRequiredService<INetworkProvider<T>>())));
        return services;
    }

    private static void Configure<T>(IServiceCollection services, string name, Action<NetworkOptions<T>> configure)
        where T : class, INetwork<T>
    {
        services.AddOptions<NetworkOptions<T>>(name).Configure(configure)
            .Validate(
                static options => options.Path.Length > 0,
                $"{T.Info.Name} needs a file: set {nameof(NetworkOptions<>.Path)} to one that its Save wrote.")
            .Validate(
                static options => options.Interval > TimeSpan.Zero && options.Interval <= TimeSpan.FromDays(1),
                $"{nameof(NetworkOptions<>.Interval)}, how often {T.Info.Name}'s file is looked at, is to be more than nothing and at most "
                + "a day.");
    }

    private static NetworkProvider<T> OfFile<T>(IServiceProvider provider, string? key) where T : class, INetwork<T>
    {
        NetworkOptions<T> options = provider.GetRequiredService<IOptionsMonitor<NetworkOptions<T>>>()
            .Get(key ?? Options.Options.DefaultName);
        string root = provider.GetService<IHostEnvironment>()?.ContentRootPath ?? Directory.GetCurrentDirectory();
        ILogger logger = Logger(provider);
        TimeProvider time = provider.GetService<TimeProvider>() ?? TimeProvider.System;
        string path = Path.GetFullPath(options.Path, Path.GetFullPath(root));
        var file = new NetworkFile<T>(path, options, Metrics<T>(provider, key), logger, time);
        return new(file, logger);
    }

    private static NetworkMetrics Metrics<T>(IServiceProvider provider, string? key) where T : class, INetwork<T> =>
        new(provider.GetService<IMeterFactory>(), T.Info, key);

    private static ILogger Logger(IServiceProvider provider) =>
        provider.GetService<ILoggerFactory>()?.CreateLogger("Unrolled.Hosting") ?? NullLogger.Instance;
}
