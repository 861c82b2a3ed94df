namespace Samples.Drawing;

/// <summary>
/// A square of pixels that a round pen draws on. It keeps each pixel's distance to the nearest line, from which <see cref="Ink"/> gives
/// soft
/// edges. Only +, -, ×, ÷ and √ are used, which every platform rounds alike.
/// </summary>
internal sealed class Canvas
{
    /// <summary>Pixels along one side.</summary>
    public const int Side = 28;

    private readonly float[] _squares = new float[Side * Side];
    private float _reach;

    /// <summary>Wipes the canvas.</summary>
    /// <param name="reach">No line will be wider than this, in pixels to each side.</param>
    public void Clear(float reach)
    {
        _reach = reach;
        Array.Fill(_squares, reach * reach);
    }

    /// <summary>Draws a straight line; its ends are in pixels, and pixel (0, 0) has its centre there.</summary>
    public void Line(Point from, Point to)
    {
        Point along = to - from;
        float length = along.X * along.X + along.Y * along.Y;
        (int left, int right) = Range(from.X, to.X);
        (int top, int bottom) = Range(from.Y, to.Y);
        for (int y = top; y <= bottom; y++)
        {
            for (int x = left; x <= right; x++)
            {
                Point pixel = new Point(x, y) - from;
                float t = length > 0 ? Math.Clamp((pixel.X * along.X + pixel.Y * along.Y) / length, 0, 1) : 0;
                Point away = pixel - t * along;
                ref float square = ref _squares[y * Side + x];
                square = Math.Min(square, away.X * away.X + away.Y * away.Y);
            }
        }
    }

    /// <summary>How black a pixel is, 0 to 1.</summary>
    /// <param name="pixel">Row × <see cref="Side"/> + column.</param>
    /// <param name="radius">Half the pen's width in pixels.</param>
    /// <param name="edge">
    /// Over how many pixels the ink fades; <paramref name="radius"/> + <paramref name="edge"/>/2 is within the reach.
    /// </param>
    public float Ink(int pixel, float radius, float edge) => Math.Clamp((radius - MathF.Sqrt(_squares[pixel])) / edge + 0.5f, 0, 1);

    private (int First, int Last) Range(float a, float b) =>
        ((int)Math.Clamp(Math.Min(a, b) - _reach, 0, Side), (int)Math.Clamp(Math.Max(a, b) + _reach, -1, Side - 1));
}
