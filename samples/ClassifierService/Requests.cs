using Recognition;

namespace ClassifierService;

/// <summary>
/// <c>POST /classify</c>: a PNG picture, or 784 bytes (<c>application/octet-stream</c>), a grey 28×28 picture row by row with 0 for
/// paper. Answers the digit and its probability.
/// </summary>
internal static class Requests
{
    private const string Png = "image/png", Raw = "application/octet-stream";

    public static Task<IResult> Classify(HttpContext context, DigitReader reader, Limits limits, Places places) =>
        Answer(context, async () =>
        {
            bool isPng = Require(context.Request, Png, Raw) == Png;
            (byte[] body, IDisposable? place) = await Bodies.Read(context.Request, limits, places);
            using (place)
            {
                Reading reading = reader.Read(isPng ? await Picture(body, places, context.RequestAborted) : Pixels(body));
                return Results.Ok(new Answer(reading.Digit, reading.Probability));
            }
        });

    /// <summary>Answers, or tells why not.</summary>
    public static async Task<IResult> Answer(HttpContext context, Func<Task<IResult>> answer)
    {
        try
        {
            return await answer();
        }
        catch (Exception error) when (RefusedException.For(error) is { } refusal)
        {
            return Refuse(context, refusal.Status, refusal.Message);
        }
        catch (Exception gone) when (context.RequestAborted.IsCancellationRequested && gone is OperationCanceledException or IOException)
        {
            // Nobody waits for an answer any more.
            return Results.Empty;
        }
    }

    /// <summary>Answers with a reason; who is told to come again is told when.</summary>
    public static IResult Refuse(HttpContext context, int status, string reason)
    {
        if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = "1";
        return Results.Json(new Refusal(reason), Answers.Default.Refusal, statusCode: status);
    }

    /// <summary>The content type of a request, one of those that are known.</summary>
    /// <exception cref="RefusedException">It is another one.</exception>
    public static string Require(HttpRequest request, params ReadOnlySpan<string> known)
    {
        string type = (request.ContentType ?? "").Split(';')[0].Trim();
        foreach (string one in known)
        {
            if (type.Equals(one, StringComparison.OrdinalIgnoreCase))
                return one;
        }

        throw new RefusedException(
            StatusCodes.Status415UnsupportedMediaType, $"expected Content-Type {string.Join(" or ", known!)}, but got '{type}'.");
    }

    private static async Task<float[]> Picture(byte[] png, Places places, CancellationToken cancel)
    {
        if (Recognition.Picture.PixelsOfPng(png) <= Limits.SmallPicture)
            return Recognition.Picture.FromPng(png);
        using IDisposable place = await places.ForPicture(cancel);
        return Recognition.Picture.FromPng(png);
    }

    private static float[] Pixels(byte[] body) => body.Length == LeNet5.InputLength
        ? Array.ConvertAll(body, static b => b / 255f)
        : throw new InvalidDataException($"expected {LeNet5.InputLength} bytes, a picture of 28×28, but got {body.Length}.");
}
