namespace Unrolled.Hosting;

/// <summary>What a provider has at one moment.</summary>
/// <typeparam name="T">The network's class.</typeparam>
/// <param name="Loaded">The network that is used; null where there was none to load yet.</param>
/// <param name="Failure">Why what the file holds now was not loaded; null where <paramref name="Loaded"/> is that.</param>
public sealed record NetworkState<T>(LoadedNetwork<T>? Loaded, string? Failure) where T : class, INetwork<T>;
