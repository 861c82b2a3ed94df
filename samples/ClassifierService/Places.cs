using System.Threading.RateLimiting;

namespace ClassifierService;

/// <summary>Places for what costs much: requests wait for one in the order in which they came.</summary>
internal sealed class Places(Limits limits) : IDisposable
{
    private readonly ConcurrencyLimiter _bodies = Limiter(limits.LargeBodies, limits.Waiting);
    private readonly ConcurrencyLimiter _pictures = Limiter(limits.LargePictures, limits.Waiting);
    private readonly ConcurrencyLimiter _drawings = Limiter(limits.Drawings, limits.Waiting);

    /// <summary>A place for a large body, until it is disposed of.</summary>
    /// <exception cref="RefusedException">None became free in time.</exception>
    public Task<IDisposable> ForBody(CancellationToken cancel) => Acquire(_bodies, "large bodies", cancel);

    /// <summary>A place for a large picture, until it is disposed of.</summary>
    /// <exception cref="RefusedException">Too many wait for one.</exception>
    public Task<IDisposable> ForPicture(CancellationToken cancel) => Acquire(_pictures, "large pictures", cancel);

    /// <summary>A place for a drawing, until it is disposed of.</summary>
    /// <exception cref="RefusedException">None became free in time.</exception>
    public Task<IDisposable> ForDrawing(CancellationToken cancel) => Acquire(_drawings, "drawings", cancel);

    public void Dispose()
    {
        _drawings.Dispose();
        _bodies.Dispose();
        _pictures.Dispose();
    }

    private static ConcurrencyLimiter Limiter(int places, int waiting) =>
        new(new() { PermitLimit = places, QueueLimit = waiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });

    private static async Task<IDisposable> Acquire(ConcurrencyLimiter limiter, string what, CancellationToken cancel)
    {
        RateLimitLease? lease = null;
        try
        {
            lease = await limiter.AcquireAsync(cancellationToken: cancel);
        }
        catch (OperationCanceledException)
        {
            // It waited for as long as a body may take.
        }

        if (lease is { IsAcquired: true })
            return lease;
        lease?.Dispose();
        throw new RefusedException(
            StatusCodes.Status503ServiceUnavailable, $"all places for {what} are taken; try again later, or send a smaller picture.");
    }
}
