namespace Samples.Drawing;

/// <summary>How one picture is written: where the digit's box comes to lie on the canvas.</summary>
internal readonly struct Hand
{
    private readonly float _width, _height, _slant, _bend, _cosine, _sine;
    private readonly Point _middle;

    /// <summary>Throws the dice for a picture.</summary>
    public Hand(ref Dice dice)
    {
        _width = dice.Between(13, 22);
        _height = dice.Between(15, 22);
        _slant = dice.Between(-0.35f, 0.35f);
        _bend = dice.Between(-0.35f, 0.35f);
        Wobble = dice.Between(0, 0.05f);
        (_cosine, _sine) = Turn(dice.Between(-0.13f, 0.13f));
        const float centre = (Canvas.Side - 1) / 2f;
        _middle = new Point(centre + dice.Between(-3, 3), centre + dice.Between(-3, 3));
    }

    /// <summary>How far points stray, as the standard deviation in the digit's box.</summary>
    public float Wobble { get; }

    /// <summary>Where on the canvas, in pixels, a point of the digit's box lies.</summary>
    public Point Place(Point point)
    {
        float y = point.Y - 0.5f;
        float x = point.X - 0.5f - _slant * y + _bend * (y * y - 0.125f);
        x *= _width;
        y *= _height;
        return _middle + new Point(_cosine * x - _sine * y, _sine * x + _cosine * y);
    }

    // The unit circle in rational form, t being the tangent of half the angle: ±0.13 is ±15°.
    private static (float Cosine, float Sine) Turn(float t)
    {
        float scale = 1 / (1 + t * t);
        return ((1 - t * t) * scale, 2 * t * scale);
    }
}
