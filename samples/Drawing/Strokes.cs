using static Samples.Drawing.StrokeKind;

namespace Samples.Drawing;

/// <summary>The skeletons of the ten digits, several ways of writing each.</summary>
internal static class Strokes
{
    /// <summary>The ways to write <paramref name="digit"/>, each a list of strokes.</summary>
    public static ReadOnlySpan<Stroke[]> Of(int digit) => s_digits[digit];

    /// <summary>Ways that <see cref="DigitArtist"/>'s hurried hand does not use.</summary>
    public static ReadOnlySpan<Stroke[]> MoreOf(int digit) => MoreStrokes.Of(digit);

    private static readonly Stroke[][][] s_digits =
    [
        Zero(), One(), Two(), Three(), Four(), Five(), Six(), Seven(), Eight(), Nine(),
    ];

    private static Stroke[][] Zero() =>
    [
        [new(Loop, [(.5f, 0), (.24f, .18f), (.16f, .5f), (.24f, .82f), (.5f, 1), (.76f, .82f), (.84f, .5f), (.76f, .18f)])],
        [new(Loop, [(.5f, 0), (.32f, .18f), (.27f, .5f), (.32f, .82f), (.5f, 1), (.68f, .82f), (.73f, .5f), (.68f, .18f)])],
        [new(Curve,
            [(.62f, .03f), (.36f, .1f), (.2f, .46f), (.28f, .88f), (.56f, .98f), (.8f, .66f), (.78f, .24f), (.58f, .04f), (.4f, .12f)])],
        [new(Loop, [(.46f, .1f), (.18f, .3f), (.12f, .6f), (.3f, .88f), (.62f, .86f), (.86f, .58f), (.8f, .24f)])],
    ];

    private static Stroke[][] One() =>
    [
        [new(Line, [(.5f, 0), (.5f, 1)])],
        [new(Line, [(.32f, .22f), (.54f, 0), (.54f, 1)])],
        [new(Line, [(.34f, .2f), (.52f, 0), (.52f, 1)]), new(Line, [(.28f, 1), (.76f, 1)])],
        [new(Curve, [(.56f, 0), (.5f, .45f), (.46f, 1)])],
    ];

    private static Stroke[][] Two() =>
    [
        [new(Curve, [(.2f, .26f), (.3f, .06f), (.54f, 0), (.76f, .12f), (.76f, .34f), (.54f, .64f), (.2f, 1)]),
            new(Line, [(.2f, 1), (.84f, 1)])],
        [new(Curve, [(.2f, .2f), (.45f, 0), (.74f, .14f), (.68f, .45f), (.4f, .8f), (.2f, .96f), (.16f, .84f), (.32f, .8f), (.56f, .94f),
            (.86f, .96f)])],
        [new(Curve, [(.24f, .1f), (.5f, 0), (.74f, .16f), (.66f, .48f), (.2f, .98f)]), new(Curve, [(.2f, .98f), (.5f, .9f), (.84f, .98f)])],
        [new(Line, [(.2f, .06f), (.74f, .04f), (.74f, .3f), (.2f, .96f), (.82f, .96f)])],
    ];

    private static Stroke[][] Three() =>
    [
        [
            new(Curve, [(.2f, .14f), (.48f, 0), (.76f, .14f), (.7f, .38f), (.42f, .47f)]),
            new(Curve, [(.42f, .47f), (.76f, .56f), (.82f, .8f), (.56f, 1), (.18f, .88f)]),
        ],
        [new(Line, [(.2f, .03f), (.76f, .03f), (.46f, .4f)]), new(Curve, [(.46f, .4f), (.76f, .5f), (.82f, .78f), (.54f, 1), (.18f, .9f)])],
        [new(Curve, [(.22f, .1f), (.54f, 0), (.74f, .2f), (.56f, .42f), (.4f, .46f), (.6f, .5f), (.78f, .74f), (.56f, .98f), (.2f, .92f)])],
    ];

    private static Stroke[][] Four() =>
    [
        [new(Line, [(.32f, 0), (.18f, .56f), (.86f, .56f)]), new(Line, [(.68f, .2f), (.66f, 1)])],
        [new(Line, [(.66f, 1), (.66f, 0), (.14f, .66f), (.88f, .66f)])],
        [new(Curve, [(.24f, .04f), (.2f, .34f), (.32f, .5f), (.54f, .5f), (.76f, .42f)]), new(Line, [(.76f, .02f), (.7f, 1)])],
        [new(Line, [(.5f, 0), (.14f, .7f), (.84f, .66f)]), new(Line, [(.62f, .36f), (.56f, 1)])],
    ];

    private static Stroke[][] Five() =>
    [
        [new(Line, [(.78f, 0), (.3f, 0), (.26f, .42f)]),
            new(Curve, [(.26f, .42f), (.5f, .36f), (.78f, .5f), (.8f, .78f), (.54f, 1), (.18f, .9f)])],
        [new(Curve, [(.82f, .03f), (.46f, .05f), (.28f, .22f), (.4f, .42f), (.7f, .54f), (.76f, .8f), (.5f, 1), (.2f, .92f)])],
        [
            new(Line, [(.32f, .04f), (.26f, .46f)]),
            new(Curve, [(.26f, .46f), (.54f, .38f), (.78f, .56f), (.74f, .86f), (.46f, 1), (.18f, .92f)]),
            new(Line, [(.32f, .06f), (.84f, 0)]),
        ],
    ];

    private static Stroke[][] Six() =>
    [
        [new(Curve, [(.7f, 0), (.4f, .18f), (.22f, .5f), (.22f, .8f), (.48f, 1), (.76f, .86f), (.74f, .62f), (.5f, .52f), (.25f, .68f)])],
        [new(Curve, [(.56f, 0), (.34f, .36f), (.2f, .74f), (.4f, .98f), (.7f, .9f), (.76f, .68f), (.56f, .54f), (.24f, .74f)])],
        [new(Curve, [(.38f, 0), (.24f, .4f), (.2f, .78f), (.44f, 1), (.74f, .88f), (.72f, .62f), (.46f, .58f), (.22f, .76f)])],
    ];

    private static Stroke[][] Seven() =>
    [
        [new(Line, [(.16f, .03f), (.82f, .03f), (.42f, 1)])],
        [new(Line, [(.18f, .04f), (.82f, .04f), (.44f, 1)]), new(Line, [(.34f, .5f), (.76f, .5f)])],
        [new(Line, [(.18f, .2f), (.2f, .04f), (.8f, .04f)]), new(Curve, [(.8f, .04f), (.56f, .46f), (.46f, 1)])],
        [new(Curve, [(.16f, .1f), (.4f, .02f), (.64f, .08f), (.82f, .02f)]), new(Line, [(.82f, .02f), (.4f, .98f)])],
    ];

    private static Stroke[][] Eight() =>
    [
        [
            new(Loop, [(.5f, 0), (.28f, .1f), (.26f, .3f), (.5f, .46f), (.74f, .3f), (.72f, .1f)]),
            new(Loop, [(.5f, .46f), (.24f, .62f), (.22f, .86f), (.5f, 1), (.78f, .86f), (.76f, .62f)]),
        ],
        [new(Loop, [(.5f, 0), (.28f, .1f), (.3f, .3f), (.52f, .47f), (.74f, .66f), (.74f, .9f),
            (.48f, 1), (.24f, .88f), (.28f, .66f), (.5f, .46f), (.72f, .28f), (.7f, .08f)])],
        [new(Curve, [(.76f, .12f), (.5f, 0), (.28f, .14f), (.36f, .36f), (.64f, .58f),
            (.74f, .84f), (.48f, 1), (.26f, .84f), (.4f, .56f), (.64f, .34f), (.78f, .1f)])],
    ];

    private static Stroke[][] Nine() =>
    [
        [new(Loop, [(.52f, 0), (.28f, .1f), (.22f, .34f), (.42f, .52f), (.68f, .44f), (.77f, .2f)]), new(Line, [(.77f, .16f), (.72f, 1)])],
        [new(Curve, [(.78f, .28f), (.62f, .03f), (.32f, .08f), (.22f, .34f), (.44f, .52f), (.7f, .4f), (.78f, .14f), (.78f, .54f),
            (.64f, .9f), (.32f, 1)])],
        [new(Curve, [(.76f, .08f), (.46f, .02f), (.22f, .24f), (.36f, .48f), (.62f, .4f), (.78f, .1f), (.68f, .5f), (.54f, 1)])],
    ];
}
