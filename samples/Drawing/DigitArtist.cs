namespace Samples.Drawing;

/// <summary>
/// Draws grey digits of 28×28 pixels as a hurried hand would: a way of writing, wobbly, bent, slanted, turned, scaled and shifted, with a
/// thin
/// or thick pen on noisy paper. A picture depends on the seed and its number alone and has the same bits on every platform, so nothing here
/// may use a sine, an exponential or their like. An instance is for one thread.
/// </summary>
/// <param name="seed">Chooses the pictures.</param>
public sealed class DigitArtist(ulong seed)
{
    /// <summary>Pixels in one picture.</summary>
    public const int Pixels = Canvas.Side * Canvas.Side;

    private const int Levels = 255;

    private readonly Canvas _canvas = new();
    private readonly Point[] _points = new Point[16];
    private readonly Point[] _corners = new Point[Stroke.Corners(16)];

    /// <summary>Draws one picture and returns which digit it shows.</summary>
    /// <param name="picture">Its number, from 0.</param>
    /// <param name="pixels">
    /// Receives <see cref="Pixels"/> floats row by row, 0 (paper) to 1 (ink), in steps of 1/255 as in image files.
    /// </param>
    public int Draw(int picture, Span<float> pixels)
    {
        var dice = new Dice(seed, (ulong)picture);
        int digit = dice.Below(10);
        ReadOnlySpan<Stroke[]> ways = Strokes.Of(digit);
        Stroke[] strokes = ways[dice.Below(ways.Length)];
        var hand = new Hand(ref dice);
        float radius = dice.Between(0.6f, 1.7f), edge = dice.Between(0.8f, 1.6f);
        _canvas.Clear(radius + edge);
        foreach (Stroke stroke in strokes)
            Write(stroke, hand, ref dice);
        Develop(radius, edge, ref dice, pixels);
        return digit;
    }

    private void Write(Stroke stroke, Hand hand, ref Dice dice)
    {
        Span<Point> points = _points.AsSpan(0, stroke.Points.Length);
        for (int i = 0; i < points.Length; i++)
            points[i] = stroke.Points[i] + hand.Wobble * new Point(dice.Bell(), dice.Bell());
        int corners = Stroke.Trace(stroke.Kind, points, _corners);
        Point from = hand.Place(_corners[0]);
        for (int i = 1; i < corners; i++)
        {
            Point to = hand.Place(_corners[i]);
            _canvas.Line(from, to);
            from = to;
        }
    }

    private void Develop(float radius, float edge, ref Dice dice, Span<float> pixels)
    {
        float ink = dice.Between(0.7f, 1), noise = dice.Between(0.02f, 0.14f);
        for (int i = 0; i < pixels.Length; i++)
        {
            float grey = ink * _canvas.Ink(i, radius, edge) + noise * dice.Bell();
            pixels[i] = (int)(Math.Clamp(grey, 0, 1) * Levels + 0.5f) / (float)Levels;
        }
    }
}
