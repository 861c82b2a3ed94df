namespace Samples.Drawing;

/// <summary>How a stroke runs through its points.</summary>
internal enum StrokeKind
{
    /// <summary>Straight from point to point.</summary>
    Line,

    /// <summary>A smooth curve through all points.</summary>
    Curve,

    /// <summary>A smooth curve through all points and back to the first.</summary>
    Loop,
}

/// <summary>One movement of the pen.</summary>
/// <param name="Kind">How it runs through its points.</param>
/// <param name="Points">The points it runs through.</param>
internal sealed record Stroke(StrokeKind Kind, Point[] Points)
{
    // Between two points a curve is this many straight pieces: at 28 pixels more cannot be seen.
    private const int Pieces = 6;

    /// <summary>The most corners that <see cref="Trace"/> writes for a stroke of <paramref name="points"/> points.</summary>
    public static int Corners(int points) => points * Pieces + 1;

    /// <summary>Writes the corners of the line that the pen follows and returns how many they are.</summary>
    /// <param name="kind">How the stroke runs through its points.</param>
    /// <param name="points">Its points.</param>
    /// <param name="corners">Receives up to <see cref="Corners"/> points.</param>
    public static int Trace(StrokeKind kind, ReadOnlySpan<Point> points, Span<Point> corners)
    {
        if (kind == StrokeKind.Line)
        {
            points.CopyTo(corners);
            return points.Length;
        }
        int spans = kind == StrokeKind.Loop ? points.Length : points.Length - 1, count = 0;
        for (int span = 0; span < spans; span++)
            for (int piece = 0; piece < Pieces; piece++)
                corners[count++] = Between(kind, points, span, piece / (float)Pieces);
        corners[count++] = At(kind, points, spans);
        return count;
    }

    // Catmull and Rom's cubic ("A class of local interpolating splines", 1974), tension ½: polynomials alone, the same on every platform.
    private static Point Between(StrokeKind kind, ReadOnlySpan<Point> points, int span, float t)
    {
        Point before = At(kind, points, span - 1), from = At(kind, points, span);
        Point to = At(kind, points, span + 1), after = At(kind, points, span + 2);
        Point a = to - before;
        Point b = 2 * before - 5 * from + (4 * to - after);
        Point c = 3 * (from - to) + (after - before);
        return from + 0.5f * t * (a + t * (b + t * c));
    }

    private static Point At(StrokeKind kind, ReadOnlySpan<Point> points, int index) => kind == StrokeKind.Loop
        ? points[(index + points.Length) % points.Length]
        : points[Math.Clamp(index, 0, points.Length - 1)];
}
