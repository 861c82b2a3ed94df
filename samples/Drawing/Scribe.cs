namespace Samples.Drawing;

/// <summary>
/// Draws digits as people do and as <see cref="Handwriting"/> shows them: a way of writing, its points astray, slanted, turned, stretched
/// and warped, by a thin or a thick pen, centred, somewhat blurred, rarely noisy. A picture depends on the seed and its number alone and
/// has the same bits on every platform. An instance is for one thread.
/// </summary>
/// <param name="seed">Chooses the pictures.</param>
public sealed class Scribe(ulong seed)
{
    private readonly Handwriting _handwriting = new();
    private readonly Point[] _corners = new Point[Stroke.Corners(16)];

    /// <summary>Draws one picture and returns which digit it shows.</summary>
    /// <param name="picture">Its number, from 0.</param>
    /// <param name="pixels">Receives <see cref="Handwriting.Pixels"/> floats row by row, 0 (paper) to 1 (ink).</param>
    public int Draw(long picture, Span<float> pixels)
    {
        var dice = new Dice(seed, (ulong)picture);
        int digit = dice.Below(10);
        ReadOnlySpan<Stroke[]> ways = Strokes.Of(digit), more = Strokes.MoreOf(digit);
        int way = dice.Below(ways.Length + more.Length);
        Stroke[] strokes = way < ways.Length ? ways[way] : more[way - ways.Length];
        var warp = new Warp(ref dice);
        float astray = dice.Between(0, 0.07f), apart = dice.Between(0, 0.07f);
        var lines = new Point[strokes.Length][];
        for (int i = 0; i < lines.Length; i++)
            lines[i] = Line(strokes[i], warp, astray, apart, ref dice);
        float thick = dice.Between(0, 1);
        var pen = new Pen(0.6f + 2.4f * thick * thick, dice.Between(0.8f, 1.8f));
        _handwriting.Draw(lines, 0, pen, pixels);
        Develop(ref dice, pixels);
        return digit;
    }

    private Point[] Line(Stroke stroke, Warp warp, float astray, float apart, ref Dice dice)
    {
        var points = new Point[stroke.Points.Length];
        Point away = apart * new Point(dice.Bell(), dice.Bell());
        for (int i = 0; i < points.Length; i++)
            points[i] = stroke.Points[i] + away + astray * new Point(dice.Bell(), dice.Bell());
        int corners = Stroke.Trace(stroke.Kind, points, _corners);
        var line = new Point[corners];
        for (int i = 0; i < corners; i++)
            line[i] = warp.Place(_corners[i]);
        return line;
    }

    private static void Develop(ref Dice dice, Span<float> pixels)
    {
        float ink = dice.Between(0.8f, 1.3f), noise = Math.Max(0, dice.Between(-0.1f, 0.06f));
        int right = dice.Below(3) - 1, down = dice.Below(3) - 1;
        Shift(pixels, dice.Below(3) == 0 ? down * Canvas.Side + right : 0);
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = Math.Clamp(ink * pixels[i] + noise * dice.Bell(), 0, 1);
    }

    /// <summary>Moves a picture by less than its margin.</summary>
    private static void Shift(Span<float> pixels, int by)
    {
        if (by > 0)
            pixels[..^by].CopyTo(pixels[by..]);
        else if (by < 0)
            pixels[-by..].CopyTo(pixels);
    }
}
