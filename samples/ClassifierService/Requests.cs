using System.Buffers;
using System.IO.Pipelines;
using Recognition;

namespace ClassifierService;

/// <summary>
/// <c>POST /classify</c>: a PNG picture, or 784 bytes (<c>application/octet-stream</c>), a grey 28×28 picture row by row with 0 for paper. Answers the digit and its probability.
/// </summary>
internal static class Requests
{
    /// <summary>The most bytes of a body.</summary>
    public const int MostBytes = 1 << 20;

    private const string Png = "image/png", Raw = "application/octet-stream";

    public static async Task<IResult> Classify(HttpRequest request, DigitReader reader)
    {
        string type = (request.ContentType ?? "").Split(';')[0].Trim();
        if (type is not (Png or Raw))
            return Refuse(StatusCodes.Status415UnsupportedMediaType, $"expected Content-Type {Png} or {Raw}, but got '{type}'.");
        byte[] body;
        try
        {
            body = await Body(request.BodyReader, request.HttpContext.RequestAborted);
        }
        catch (BadHttpRequestException e)
        {
            return Refuse(e.StatusCode, e.StatusCode == StatusCodes.Status413PayloadTooLarge ? $"the body is larger than the {MostBytes} bytes that are read." : e.Message);
        }

        try
        {
            return Results.Ok(Answer(reader.Read(type == Png ? Picture.FromPng(body) : Pixels(body))));
        }
        catch (InvalidDataException e)
        {
            return Refuse(StatusCodes.Status400BadRequest, e.Message);
        }
    }

    private static Answer Answer(Reading reading) => new(reading.Digit, reading.Probability);

    private static float[] Pixels(byte[] body) => body.Length == LeNet5.InputLength
        ? Array.ConvertAll(body, static b => b / 255f)
        : throw new InvalidDataException($"expected {LeNet5.InputLength} bytes, a picture of 28×28, but got {body.Length}.");

    private static async Task<byte[]> Body(PipeReader reader, CancellationToken cancel)
    {
        while (true)
        {
            ReadResult read = await reader.ReadAsync(cancel);
            if (read.IsCompleted)
            {
                byte[] body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static IResult Refuse(int status, string message) => Results.Json(new Refusal(message), Answers.Default.Refusal, statusCode: status);
}
