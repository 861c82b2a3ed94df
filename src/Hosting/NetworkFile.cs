using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;

namespace Unrolled.Hosting;

/// <summary>
/// A file of weights that is looked at again and again: watchers of file systems miss network drives and links that are turned, and
/// systems have few of them, where a look costs microseconds.
/// </summary>
internal sealed class NetworkFile<T>(string path, NetworkOptions<T> options, NetworkMetrics metrics, ILogger logger, TimeProvider time)
    : IDisposable where T : class, INetwork<T>
{
    // How often a file that changes while it is read is read again at the start, and the milliseconds between.
    private const int Attempts = 20, Pause = 50;

    private readonly Lock _gate = new();
    private ITimer? _timer;
    private Action<NetworkState<T>>? _changed;
    private NetworkState<T> _state = new(null, null);
    private FileStamp _seen, _taken;
    private bool _unreadable, _disposed;

    /// <summary>Loads the file for the first time.</summary>
    /// <exception cref="IOException">It is not there or cannot be read, and is not optional.</exception>
    /// <exception cref="InvalidDataException">It is damaged or another network's, and is not optional.</exception>
    public NetworkState<T> Load()
    {
        lock (_gate)
        {
            Exception? failure = null;
            for (int attempt = 0; attempt < Attempts; attempt++)
            {
                _seen = FileStamp.Of(path);
                if (Take(_seen, out failure))
                    break;
                Thread.Sleep(Pause);
            }

            if (failure is not null && !options.Optional)
                ExceptionDispatchInfo.Throw(failure);
            return _state;
        }
    }

    /// <summary>Calls back with each later state until this is disposed of.</summary>
    public void Watch(Action<NetworkState<T>> changed)
    {
        lock (_gate)
        {
            if (!options.Reload || _disposed)
                return;
            _changed = changed;
            _timer = time.CreateTimer(static file => ((NetworkFile<T>)file!).Look(), this, options.Interval, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        // Not within the gate, so that nobody waits for a large file; a look that has begun sees the flag before it tells anybody.
        Volatile.Write(ref _disposed, true);
        Volatile.Read(ref _timer)?.Dispose();
    }

    private void Look()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            NetworkState<T> before = _state;
            try
            {
                FileStamp now = FileStamp.Of(path);
                bool settled = now == _seen;
                _seen = now;
                if (settled && (now != _taken || _unreadable))
                    Take(now, out _);
            }
            catch (Exception failure)
            {
                // On a timer's thread an exception would end the process.
                Fail(failure);
            }

            if (Volatile.Read(ref _disposed))
                return;
            if (!ReferenceEquals(before, _state))
                _changed?.Invoke(_state);
            _timer?.Change(options.Interval, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Reads the file; false where it changed meanwhile: what was read may be of two files.</summary>
    private bool Take(FileStamp stamp, out Exception? failure)
    {
        failure = null;
        try
        {
            LoadedNetwork<T> loaded = NetworkReader.Read<T>(path, time.GetUtcNow(), metrics);
            if (FileStamp.Of(path) == stamp)
            {
                Succeed(stamp, loaded);
                return true;
            }

            failure = new IOException($"{path}: expected a file that is whole, but it changes while it is read; rename it into its place.");
            if (_state.Loaded is null)
                Fail(failure);
            return false;
        }
        catch (Exception wrong)
        {
            failure = wrong;
            _taken = stamp;
            // What is damaged stays so until it changes; a drive that was away comes back as it was.
            _unreadable = stamp.Exists && wrong is IOException or UnauthorizedAccessException;
            Fail(wrong);
            return true;
        }
    }

    private void Succeed(FileStamp stamp, LoadedNetwork<T> loaded)
    {
        _taken = stamp;
        _unreadable = false;
        if (_state.Loaded?.Sha256 == loaded.Sha256)
        {
            // Touched, or what was there before has come back.
            if (_state.Failure is not null)
                _state = _state with { Failure = null };
            return;
        }

        _state = new(loaded, null);
        metrics.Loaded();
        logger.Loaded(T.Info.Name, path, loaded.Sha256);
    }

    private void Fail(Exception failure)
    {
        if (_state.Failure == failure.Message)
            return;
        _state = _state with { Failure = failure.Message };
        metrics.NotLoaded(failure);
        // Of what is wrong with a file the reason says all; anything else is somebody's mistake, and its place is wanted.
        bool isOfFile = failure is IOException or InvalidDataException or UnauthorizedAccessException;
        logger.NotLoaded(isOfFile ? null : failure, T.Info.Name, failure.Message);
    }
}
