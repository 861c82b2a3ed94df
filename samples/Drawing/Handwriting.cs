namespace Samples.Drawing;

/// <summary>A round pen.</summary>
/// <param name="Radius">Half its width, in pixels of the picture.</param>
/// <param name="Edge">Over how many pixels its ink fades.</param>
public readonly record struct Pen(float Radius, float Edge)
{
    /// <summary>What people draw is drawn again with this one, so that it is as thick as in pictures that were learned from.</summary>
    public static Pen Usual => new(1.15f, 1.2f);
}

/// <summary>
/// Brings lines to the form in which networks know digits, MNIST's: 28×28 pixels, the ink in a box of 20×20, its centre of mass in the
/// middle. An instance is for one thread.
/// </summary>
public sealed class Handwriting
{
    /// <summary>Pixels in a picture.</summary>
    public const int Pixels = Canvas.Side * Canvas.Side;

    private const float Box = 20, Middle = (Canvas.Side - 1) / 2f;

    // Corners that are nearer to one another cannot be seen, in pixels.
    private const float Finest = 0.25f;

    private readonly Canvas _canvas = new();

    /// <summary>Draws lines as a picture.</summary>
    /// <param name="strokes">Corners of each line, in any unit, y down; a line of one corner is a dot.</param>
    /// <param name="least">The box is never filled by less than this, in the same unit, so that a dot stays one.</param>
    /// <param name="pen">What draws them.</param>
    /// <param name="pixels">Receives <see cref="Pixels"/> floats row by row, 0 (paper) to 1 (ink).</param>
    /// <exception cref="InvalidDataException">Nothing is drawn.</exception>
    public void Draw(IReadOnlyList<Point[]> strokes, float least, Pen pen, Span<float> pixels)
    {
        (Point low, Point high) = Bounds(strokes);
        Point size = high - low;
        float scale = (Box - 2 * pen.Radius) / Math.Max(least, Math.Max(size.X, size.Y));
        Point shift = new Point(Middle, Middle) - 0.5f * scale * (low + high);
        Draw(strokes, scale, shift, pen, pixels);
        // Once more, now that it is known where the ink lies.
        Draw(strokes, scale, shift + new Point(Middle, Middle) - Centre(pixels), pen, pixels);
    }

    private void Draw(IReadOnlyList<Point[]> strokes, float scale, Point shift, Pen pen, Span<float> pixels)
    {
        _canvas.Clear(pen.Radius + pen.Edge);
        foreach (Point[] stroke in strokes)
        {
            if (stroke.Length == 0)
                continue;
            Point from = scale * stroke[0] + shift;
            _canvas.Line(from, from);
            for (int i = 1; i < stroke.Length; i++)
            {
                Point to = scale * stroke[i] + shift, along = to - from;
                if (i < stroke.Length - 1 && Math.Abs(along.X) + Math.Abs(along.Y) < Finest)
                    continue;
                _canvas.Line(from, to);
                from = to;
            }
        }

        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = _canvas.Ink(i, pen.Radius, pen.Edge);
    }

    private static (Point Low, Point High) Bounds(IReadOnlyList<Point[]> strokes)
    {
        Point low = (float.MaxValue, float.MaxValue), high = (float.MinValue, float.MinValue);
        foreach (Point[] stroke in strokes)
        {
            foreach (Point point in stroke)
            {
                low = (Math.Min(low.X, point.X), Math.Min(low.Y, point.Y));
                high = (Math.Max(high.X, point.X), Math.Max(high.Y, point.Y));
            }
        }

        return low.X <= high.X ? (low, high) : throw new InvalidDataException("nothing is drawn; draw a digit.");
    }

    private static Point Centre(ReadOnlySpan<float> pixels)
    {
        float sum = 0, across = 0, down = 0;
        for (int i = 0; i < pixels.Length; i++)
        {
            sum += pixels[i];
            across += pixels[i] * (i % Canvas.Side);
            down += pixels[i] * (i / Canvas.Side);
        }

        return (across / sum, down / sum);
    }
}
