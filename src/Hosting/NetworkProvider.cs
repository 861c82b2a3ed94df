using Microsoft.Extensions.Logging;

namespace Unrolled.Hosting;

/// <summary>The provider of a file's network, or of one that is always the same.</summary>
internal sealed class NetworkProvider<T> : INetworkProvider<T>, IDisposable where T : class, INetwork<T>
{
    private readonly Lock _gate = new();
    private readonly NetworkFile<T>? _file;
    private readonly ILogger _logger;
    private volatile NetworkState<T>? _state;
    private volatile LoadedNetwork<T>? _loaded;
    private Action<LoadedNetwork<T>>? _listeners;

    /// <summary>A provider that loads its file when it is first used.</summary>
    public NetworkProvider(NetworkFile<T> file, ILogger logger) => (_file, _logger) = (file, logger);

    /// <summary>A provider of a network.</summary>
    public NetworkProvider(LoadedNetwork<T> loaded, ILogger logger)
    {
        _logger = logger;
        Set(new(loaded, null));
    }

    public LoadedNetwork<T> Loaded => _loaded ?? First();

    public NetworkState<T> State => _state ?? Begin();

    public IDisposable OnChange(Action<LoadedNetwork<T>> listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        lock (_gate)
            _listeners += listener;
        return new Subscription(this, listener);
    }

    public void Dispose() => _file?.Dispose();

    private LoadedNetwork<T> First() => State.Loaded ?? throw new InvalidOperationException(
        $"There is no {T.Info.Name} to predict with yet: {State.Failure}");

    private NetworkState<T> Begin()
    {
        lock (_gate)
        {
            if (_state is null)
            {
                Set(_file!.Load());
                _file.Watch(Change);
            }

            return _state!;
        }
    }

    private void Change(NetworkState<T> state)
    {
        LoadedNetwork<T>? before = _state?.Loaded;
        Set(state);
        if (state.Loaded is null || ReferenceEquals(state.Loaded, before))
            return;
        foreach (Action<LoadedNetwork<T>> listener in Delegate.EnumerateInvocationList(_listeners))
        {
            try
            {
                listener(state.Loaded);
            }
            catch (Exception failure)
            {
                _logger.ListenerFailed(failure, T.Info.Name);
            }
        }
    }

    private void Set(NetworkState<T> state)
    {
        _state = state;
        _loaded = state.Loaded;
    }

    private sealed class Subscription(NetworkProvider<T> provider, Action<LoadedNetwork<T>> listener) : IDisposable
    {
        private bool _ended;

        public void Dispose()
        {
            lock (provider._gate)
            {
                if (!_ended)
                    provider._listeners -= listener;
                _ended = true;
            }
        }
    }
}
