using System.Buffers;
using System.IO.Pipelines;

namespace ClassifierService;

/// <summary>Bodies of requests: small ones are read at once; one that grows large needs a place for the rest.</summary>
internal static class Bodies
{
    /// <summary>Reads a body to its end; the caller gives back the place that it may have taken.</summary>
    /// <param name="request">Whose body it is.</param>
    /// <param name="limits">What is lent.</param>
    /// <param name="places">Where large bodies have theirs.</param>
    /// <param name="most">The most bytes that are read.</param>
    /// <exception cref="RefusedException">It is too large, too slow, or there is no place for it.</exception>
    public static async Task<(byte[] Bytes, IDisposable? Place)> Read(
        HttpRequest request, Limits limits, Places places, int most = Limits.Body)
    {
        CancellationToken aborted = request.HttpContext.RequestAborted;
        if (request.ContentLength > most)
            throw TooLarge(most);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        time.CancelAfter(TimeSpan.FromSeconds(limits.BodySeconds));
        IDisposable? place = null;
        try
        {
            // Who declares a length waits for its place before anything is taken over.
            if (request.ContentLength > Limits.SmallBody)
                place = await places.ForBody(time.Token);
            var body = new MemoryStream((int)(request.ContentLength ?? 0));
            while (await Append(request.BodyReader, body, place is null ? Limits.SmallBody : Limits.Body, time.Token))
            {
                if (body.Length == most)
                    throw TooLarge(most);
                place ??= body.Length == Limits.SmallBody ? await places.ForBody(time.Token) : null;
            }

            byte[] bytes = body.Length == body.Capacity ? body.GetBuffer() : body.ToArray();
            (IDisposable? taken, place) = (place, null);
            return (bytes, taken);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            throw new RefusedException(StatusCodes.Status408RequestTimeout, $"the body did not come within {limits.BodySeconds} s.");
        }
        catch (BadHttpRequestException e)
        {
            throw e.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge(most) : new RefusedException(e.StatusCode, e.Message);
        }
        finally
        {
            place?.Dispose();
        }
    }

    private static RefusedException TooLarge(int most) =>
        new(StatusCodes.Status413PayloadTooLarge, $"the body is larger than the {most} bytes that are read.");

    /// <summary>Takes over what has come, up to a length.</summary>
    /// <returns>Whether more may come.</returns>
    private static async ValueTask<bool> Append(PipeReader reader, MemoryStream body, int most, CancellationToken cancel)
    {
        ReadResult read = await reader.ReadAsync(cancel);
        ReadOnlySequence<byte> piece = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, most - body.Length));
        foreach (ReadOnlyMemory<byte> part in piece)
            body.Write(part.Span);
        bool whole = piece.Length == read.Buffer.Length;
        reader.AdvanceTo(piece.End);
        return !(read.IsCompleted && whole);
    }
}
