namespace Unrolled;

/// <summary>Ctrl+C as a token: the first one cancels it, a second one ends the process as always.</summary>
internal sealed class CancelKey : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly bool _listens;

    /// <param name="listens">Whether the key is listened to.</param>
    public CancelKey(bool listens)
    {
        _listens = listens;
        if (listens)
            Console.CancelKeyPress += Cancel;
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        if (_listens)
            Console.CancelKeyPress -= Cancel;
        _source.Dispose();
    }

    private void Cancel(object? sender, ConsoleCancelEventArgs key)
    {
        key.Cancel = !_source.IsCancellationRequested;
        _source.Cancel();
    }
}
