using System.Diagnostics;
using System.Text.Json;
using Recognition;
using Samples.Drawing;

namespace ClassifierService;

/// <summary>
/// <c>POST /draw</c>: lines that somebody draws, <c>{"strokes":[[x,y,x,y,…],…]}</c>, in thousandths of the sheet's side. Answers the digit,
/// how likely each of the ten is, the picture that the network gets, and where in it the network looks.
/// </summary>
internal static class Drawings
{
    /// <summary>The content type of what is asked.</summary>
    public const string Json = "application/json";

    private const int Sheet = 1000;

    // What is smaller than this part of the sheet is not made as large as a digit.
    private const float Least = Sheet / 8f;

    public static Task<IResult> Read(HttpContext context, DigitReader reader, Limits limits, Places places) =>
        Requests.Answer(context, async () =>
        {
            Requests.Require(context.Request, Json);
            (byte[] body, IDisposable? large) = await Bodies.Read(context.Request, limits, places, Limits.SmallBody);
            large?.Dispose();
            Point[][] strokes = Strokes(body);
            using IDisposable place = await places.ForDrawing(context.RequestAborted);
            return Results.Ok(See(strokes, reader));
        });

    private static Seen See(Point[][] strokes, DigitReader reader)
    {
        long begun = Stopwatch.GetTimestamp();
        var pixels = new float[Handwriting.Pixels];
        new Handwriting().Draw(strokes, Least, Pen.Usual, pixels);
        var probabilities = new float[LeNet5.OutputLength];
        Reading reading = reader.Read(pixels, probabilities);
        var pull = new float[pixels.Length];
        reader.Look(pixels, reading.Digit, pull);
        return new(
            reading.Digit, reading.Probability, probabilities,
            Picture: Array.ConvertAll(pixels, static ink => (byte)(255 * ink + 0.5f)),
            Looked: Array.ConvertAll(pull, static slope => (byte)(128.5f + 127 * slope)),
            Stopwatch.GetElapsedTime(begun).TotalMicroseconds);
    }

    private static Point[][] Strokes(byte[] body)
    {
        int[]?[]? strokes;
        try
        {
            strokes = JsonSerializer.Deserialize(body, Answers.Default.Drawing)?.Strokes;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"expected {{\"strokes\":[[x,y,x,y,…],…]}}, but {e.Path ?? "the body"} does not fit.");
        }

        return Array.ConvertAll(strokes ?? throw new InvalidDataException("expected strokes, but there are none."), Line);
    }

    private static Point[] Line(int[]? numbers)
    {
        if (numbers is null || numbers.Length % 2 != 0)
            throw new InvalidDataException($"expected x and y of each point of a stroke, but got {numbers?.Length ?? 0} numbers.");
        if (Array.Find(numbers, static number => number is < 0 or > Sheet) is not 0 and int stray)
            throw new InvalidDataException($"expected whole numbers from 0 to {Sheet}, thousandths of the sheet, but got {stray}.");
        var points = new Point[numbers.Length / 2];
        for (int i = 0; i < points.Length; i++)
            points[i] = (numbers[2 * i], numbers[2 * i + 1]);
        return points;
    }
}
