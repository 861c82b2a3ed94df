namespace Samples.Drawing;

/// <summary>
/// How a digit's box is bent: slanted, turned, stretched, and pulled smoothly at nine places, which are Bézier's points of a surface of
/// second degree.
/// </summary>
internal readonly struct Warp
{
    private readonly float _width, _slant, _cosine, _sine;
    private readonly Point[] _pulls = new Point[9];

    /// <summary>Throws the dice for a picture.</summary>
    public Warp(ref Dice dice)
    {
        _width = dice.Between(0.6f, 1.5f);
        _slant = dice.Between(-0.3f, 0.65f);
        float turn = 0.08f * dice.Bell(), scale = 1 / (1 + turn * turn), strength = dice.Between(0, 0.25f);
        (_cosine, _sine) = ((1 - turn * turn) * scale, 2 * turn * scale);
        for (int i = 0; i < _pulls.Length; i++)
            _pulls[i] = strength * new Point(dice.Bell(), dice.Bell());
    }

    /// <summary>Where a point of the box comes to lie.</summary>
    public Point Place(Point point)
    {
        Point pulled = point;
        for (int i = 0; i < _pulls.Length; i++)
            pulled += Weight(i % 3, point.X) * Weight(i / 3, point.Y) * _pulls[i];
        float y = pulled.Y - 0.5f, x = _width * (pulled.X - 0.5f) - _slant * y;
        return (_cosine * x - _sine * y, _sine * x + _cosine * y);
    }

    private static float Weight(int place, float t) => place switch
    {
        0 => (1 - t) * (1 - t),
        1 => 2 * t * (1 - t),
        _ => t * t,
    };
}
