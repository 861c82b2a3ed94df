namespace Samples.Drawing;

/// <summary>A place on paper, x to the right, y down; in a digit's own box both are from 0 to 1.</summary>
public readonly record struct Point(float X, float Y)
{
    /// <summary>From a pair.</summary>
    public static implicit operator Point((float X, float Y) pair) => new(pair.X, pair.Y);

    /// <summary>Both added.</summary>
    public static Point operator +(Point a, Point b) => new(a.X + b.X, a.Y + b.Y);

    /// <summary>The way from the second to the first.</summary>
    public static Point operator -(Point a, Point b) => new(a.X - b.X, a.Y - b.Y);

    /// <summary>Scaled.</summary>
    public static Point operator *(float s, Point a) => new(s * a.X, s * a.Y);
}
