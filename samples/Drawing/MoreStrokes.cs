using static Samples.Drawing.StrokeKind;

namespace Samples.Drawing;

/// <summary>Skeletons of the ten digits as many people write them, besides those of <see cref="Strokes"/>.</summary>
internal static class MoreStrokes
{
    /// <summary>Further ways to write <paramref name="digit"/>, each a list of strokes.</summary>
    public static ReadOnlySpan<Stroke[]> Of(int digit) => s_digits[digit];

    private static readonly Stroke[][][] s_digits =
    [
        Zero(), One(), Two(), Three(), Four(), Five(), Six(), Seven(), Eight(), Nine(),
    ];

    private static Stroke[][] Zero() =>
    [
        // Not closed, or closed beyond its beginning.
        [new(Curve, [(.56f, .02f), (.3f, .14f), (.16f, .5f), (.26f, .88f), (.52f, 1), (.76f, .84f), (.84f, .48f),
            (.74f, .14f), (.62f, .06f)])],
        [new(Curve, [(.7f, .1f), (.44f, .02f), (.2f, .3f), (.18f, .7f), (.42f, .98f), (.74f, .84f), (.86f, .46f), (.7f, .08f),
            (.46f, .1f)])],
        [new(Curve, [(.46f, .04f), (.2f, .28f), (.2f, .74f), (.48f, .98f), (.78f, .76f), (.78f, .3f), (.62f, .04f),
            (.4f, .1f), (.34f, .24f)])],
    ];

    private static Stroke[][] One() =>
    [
        [new(Line, [(.5f, 0), (.5f, 1)])],
        [new(Line, [(.4f, .12f), (.52f, 0), (.5f, 1)])],
    ];

    private static Stroke[][] Two() =>
    [
        // A loop at the foot, round or narrow.
        [new(Curve, [(.22f, .22f), (.46f, 0), (.72f, .16f), (.64f, .5f), (.38f, .86f), (.18f, .92f), (.16f, .78f),
            (.34f, .74f), (.6f, .88f), (.9f, .92f)])],
        [new(Curve, [(.3f, .12f), (.54f, 0), (.74f, .2f), (.62f, .56f), (.3f, .94f), (.16f, .98f), (.24f, .86f), (.5f, .92f),
            (.84f, 1)])],
        [new(Curve, [(.16f, .16f), (.5f, 0), (.84f, .18f), (.66f, .5f), (.16f, .96f)]), new(Curve, [(.16f, .96f),
            (.44f, .88f), (.66f, .96f), (.94f, .9f)])],
        // Round as an a that stands on its head, the tail going up or down.
        [new(Curve, [(.24f, .2f), (.4f, .02f), (.66f, .06f), (.74f, .34f), (.62f, .7f), (.36f, .96f), (.14f, .9f),
            (.22f, .7f), (.46f, .7f), (.68f, .9f), (.94f, .84f)])],
        [new(Curve, [(.3f, .24f), (.44f, .02f), (.68f, .1f), (.7f, .44f), (.48f, .86f), (.2f, 1), (.1f, .86f), (.28f, .68f),
            (.56f, .84f), (.92f, 1)])],
        [new(Curve, [(.26f, .1f), (.56f, .02f), (.7f, .14f), (.6f, .42f), (.24f, .72f), (.16f, .8f), (.4f, .74f), (.92f, .7f)])],
        [new(Curve, [(.26f, .22f), (.42f, .02f), (.66f, .1f), (.66f, .4f), (.46f, .72f), (.24f, .96f), (.1f, .84f),
            (.22f, .62f), (.44f, .68f), (.62f, .9f), (.94f, .94f)])],
        [new(Curve, [(.12f, .14f), (.4f, 0), (.66f, .08f), (.62f, .36f), (.4f, .7f), (.2f, .9f), (.1f, .84f), (.24f, .76f),
            (.5f, .82f), (.94f, .76f)])],
    ];

    private static Stroke[][] Three() =>
    [
        [new(Curve, [(.24f, .06f), (.56f, .02f), (.7f, .18f), (.5f, .4f), (.36f, .44f), (.62f, .54f), (.72f, .78f),
            (.48f, .98f), (.2f, .96f)])],
        [new(Curve, [(.2f, .16f), (.44f, 0), (.68f, .14f), (.62f, .38f), (.4f, .48f), (.36f, .44f), (.6f, .44f), (.8f, .66f),
            (.66f, .94f), (.36f, 1), (.16f, .86f)])],
        [new(Curve, [(.26f, .04f), (.72f, .06f), (.62f, .26f), (.4f, .46f), (.7f, .56f), (.7f, .86f), (.4f, 1), (.2f, .94f)])],
        [new(Curve, [(.2f, .1f), (.5f, .02f), (.66f, .16f), (.54f, .36f), (.4f, .42f), (.58f, .48f), (.62f, .7f), (.4f, .92f),
            (.08f, .98f)])],
        [new(Line, [(.2f, .06f), (.72f, .04f), (.5f, .34f)]), new(Curve, [(.5f, .34f), (.7f, .46f), (.72f, .72f),
            (.52f, .94f), (.16f, 1)])],
    ];

    private static Stroke[][] Four() =>
    [
        [new(Curve, [(.22f, .02f), (.16f, .3f), (.2f, .5f), (.48f, .52f), (.8f, .44f)]), new(Line, [(.82f, 0), (.78f, .44f),
            (.72f, 1)])],
        [new(Line, [(.3f, .04f), (.14f, .5f), (.9f, .48f)]), new(Line, [(.7f, .04f), (.6f, 1)])],
        [new(Line, [(.24f, .06f), (.22f, .46f), (.78f, .42f)]), new(Line, [(.76f, .1f), (.74f, 1)])],
        [new(Line, [(.62f, 0), (.14f, .54f), (.8f, .54f)]), new(Line, [(.66f, .02f), (.62f, 1)])],
        [new(Curve, [(.28f, .06f), (.22f, .28f), (.28f, .44f), (.52f, .44f), (.7f, .34f)]), new(Curve, [(.74f, .04f),
            (.68f, .36f), (.6f, .7f), (.56f, 1)])],
    ];

    private static Stroke[][] Five() =>
    [
        [new(Line, [(.86f, .02f), (.4f, .04f), (.32f, .4f)]), new(Curve, [(.32f, .4f), (.58f, .42f), (.7f, .64f),
            (.56f, .92f), (.22f, 1)])],
        [new(Curve, [(.34f, .06f), (.28f, .4f), (.52f, .42f), (.68f, .6f), (.62f, .86f), (.38f, 1),
            (.16f, .94f)]), new(Line, [(.34f, .06f), (.9f, .02f)])],
        [new(Curve, [(.9f, 0), (.62f, .06f), (.44f, .14f), (.34f, .36f), (.5f, .5f), (.62f, .68f), (.5f, .92f), (.2f, .98f)])],
        [new(Curve, [(.36f, .14f), (.3f, .38f), (.5f, .4f), (.62f, .6f), (.46f, .9f), (.14f, .98f)]), new(Line, [(.36f, .16f),
            (1, .02f)])],
        [
            new(Line, [(.3f, .06f), (.3f, .44f)]),
            new(Curve, [(.3f, .44f), (.5f, .34f), (.74f, .48f), (.78f, .76f), (.54f, .98f), (.24f, .96f), (.12f, .8f)]),
            new(Line, [(.3f, .06f), (.76f, .06f)]),
        ],
    ];

    private static Stroke[][] Six() =>
    [
        [new(Curve, [(.78f, .02f), (.46f, .16f), (.24f, .46f), (.18f, .76f), (.32f, .96f), (.58f, .94f), (.72f, .76f),
            (.58f, .62f), (.32f, .7f), (.24f, .84f)])],
        [new(Curve, [(.42f, 0), (.26f, .34f), (.2f, .72f), (.36f, .98f), (.62f, .94f), (.7f, .72f), (.52f, .6f), (.32f, .72f),
            (.3f, .9f)])],
        [new(Curve, [(.6f, .02f), (.36f, .24f), (.2f, .6f), (.26f, .92f), (.6f, 1), (.86f, .82f), (.76f, .6f), (.46f, .62f),
            (.24f, .82f)])],
        // Upright, with a loop to its right, small or wide, closed or only touched.
        [new(Curve, [(.3f, 0), (.2f, .3f), (.16f, .64f), (.26f, .92f), (.56f, 1), (.84f, .84f), (.8f, .6f), (.56f, .52f),
            (.36f, .68f), (.32f, .9f)])],
        [new(Curve, [(.4f, 0), (.22f, .4f), (.18f, .74f), (.34f, .96f), (.66f, .96f), (.86f, .74f), (.74f, .52f), (.5f, .58f),
            (.4f, .78f), (.46f, .96f)])],
        [new(Curve, [(.34f, 0), (.24f, .3f), (.2f, .7f), (.34f, .98f), (.58f, .96f), (.72f, .76f), (.66f, .56f), (.5f, .54f),
            (.36f, .7f)])],
        [new(Line, [(.46f, 0), (.2f, .7f)]), new(Curve, [(.2f, .7f), (.24f, .94f), (.5f, 1), (.78f, .86f), (.82f, .68f),
            (.62f, .62f), (.42f, .76f), (.36f, .94f)])],
        [new(Curve, [(.5f, 0), (.3f, .34f), (.16f, .78f), (.3f, .96f), (.6f, .86f), (.74f, .64f), (.6f, .56f), (.42f, .7f),
            (.4f, .92f)])],
    ];

    private static Stroke[][] Seven() =>
    [
        [new(Curve, [(.14f, .18f), (.3f, .06f), (.56f, .1f), (.82f, .06f), (.74f, .26f), (.56f, .6f), (.46f, 1)])],
        [new(Line, [(.16f, .06f), (.8f, .02f)]), new(Curve, [(.8f, .02f), (.62f, .34f), (.54f, .66f), (.52f, 1)])],
        [new(Curve, [(.2f, .04f), (.6f, .04f), (.78f, .12f), (.7f, .46f), (.62f, 1)])],
        [new(Line, [(.14f, .08f), (.86f, .02f), (.4f, 1)]), new(Line, [(.3f, .56f), (.82f, .46f)])],
        // Beginning with a stroke down, or bent as a bow.
        [new(Line, [(.12f, .3f), (.16f, .04f), (.8f, .04f), (.62f, .5f), (.54f, 1)])],
        [new(Line, [(.26f, .26f), (.26f, .06f), (.72f, .02f), (.7f, .4f), (.6f, 1)])],
        [new(Curve, [(.1f, .24f), (.3f, .08f), (.62f, .04f), (.82f, .24f), (.76f, .6f), (.64f, 1)])],
        [new(Line, [(.1f, .1f), (.18f, .22f), (.84f, .06f), (.5f, 1)])],
        [new(Curve, [(.22f, .1f), (.46f, .02f), (.74f, .06f), (.7f, .3f), (.5f, .64f), (.34f, 1)]), new(Line, [(.28f, .5f),
            (.84f, .56f)])],
        [new(Line, [(.14f, .26f), (.16f, .06f), (.84f, .04f), (.5f, 1)]), new(Line, [(.34f, .52f), (.9f, .46f)])],
        [new(Curve, [(.06f, .1f), (.16f, .24f), (.44f, .24f), (.84f, .1f)]), new(Line, [(.84f, .1f), (.52f, .56f), (.34f, 1)])],
        [new(Curve, [(.18f, .1f), (.4f, .06f), (.66f, .06f), (.7f, .12f)]), new(Line, [(.7f, .1f),
            (.5f, 1)]), new(Line, [(.16f, .5f), (.92f, .48f)])],
    ];

    private static Stroke[][] Eight() =>
    [
        [new(Curve, [(.72f, .12f), (.46f, 0), (.26f, .16f), (.4f, .38f), (.64f, .6f), (.66f, .88f), (.42f, 1), (.26f, .82f),
            (.44f, .56f), (.7f, .32f), (.72f, .08f)])],
        [new(Curve, [(.66f, .06f), (.4f, .04f), (.34f, .24f), (.54f, .44f), (.62f, .72f), (.48f, .96f), (.32f, .9f),
            (.36f, .64f), (.58f, .4f), (.74f, .2f), (.64f, .04f)])],
        [new(Loop, [(.56f, 0), (.36f, .12f), (.4f, .32f), (.52f, .5f), (.56f, .76f), (.46f, 1), (.3f, .88f), (.36f, .64f),
            (.56f, .46f), (.76f, .28f), (.76f, .06f)])],
        // Open at the top, or one of its loops small.
        [new(Curve, [(.84f, .08f), (.52f, .04f), (.26f, .16f), (.34f, .36f), (.6f, .54f), (.66f, .82f), (.46f, 1),
            (.3f, .84f), (.4f, .6f), (.62f, .38f), (.8f, .2f)])],
        [new(Curve, [(.62f, .14f), (.4f, .06f), (.26f, .2f), (.38f, .38f), (.66f, .52f), (.8f, .76f), (.6f, .98f),
            (.3f, .94f), (.24f, .7f), (.46f, .5f), (.64f, .32f), (.62f, .12f)])],
        [new(Curve, [(.78f, .14f), (.5f, .02f), (.22f, .12f), (.26f, .36f), (.54f, .5f), (.56f, .8f), (.42f, .98f),
            (.32f, .82f), (.46f, .56f), (.74f, .4f), (.78f, .16f)])],
        [new(Curve, [(.9f, .02f), (.6f, .16f), (.42f, .1f), (.26f, .2f), (.32f, .4f), (.54f, .56f), (.54f, .84f), (.38f, 1),
            (.26f, .84f), (.44f, .6f), (.7f, .34f), (.92f, .06f)])],
        [new(Loop, [(.4f, .02f), (.24f, .14f), (.28f, .34f), (.46f, .44f), (.66f, .34f), (.62f, .1f)]),
            new(Loop, [(.46f, .44f), (.3f, .6f), (.3f, .86f), (.46f, .98f), (.62f, .84f), (.6f, .58f)])],
    ];

    private static Stroke[][] Nine() =>
    [
        [new(Loop, [(.5f, .02f), (.28f, .14f), (.24f, .36f), (.46f, .46f), (.68f, .34f),
            (.72f, .12f)]), new(Curve, [(.72f, .12f), (.66f, .5f), (.56f, 1)])],
        [new(Curve, [(.74f, .14f), (.52f, 0), (.26f, .16f), (.22f, .38f), (.44f, .48f), (.7f, .3f), (.74f, .1f), (.7f, .56f),
            (.68f, 1)])],
        [new(Curve, [(.66f, .08f), (.4f, .1f), (.22f, .34f), (.34f, .5f), (.6f, .4f), (.72f, .16f), (.62f, .56f), (.4f, 1)])],
        // The head wide or small, closed or not, the leg straight or bent.
        [new(Curve, [(.82f, .08f), (.5f, .04f), (.2f, .24f), (.24f, .44f), (.5f, .42f), (.74f, .26f), (.82f, .12f),
            (.7f, .52f), (.58f, 1)])],
        [new(Loop, [(.46f, .02f), (.26f, .12f), (.26f, .34f), (.46f, .42f), (.66f, .32f),
            (.66f, .1f)]), new(Line, [(.66f, .14f), (.64f, 1)])],
        [new(Curve, [(.68f, .2f), (.54f, .02f), (.32f, .06f), (.22f, .28f), (.38f, .44f), (.6f, .36f), (.7f, .16f),
            (.66f, .5f), (.6f, .76f), (.56f, 1)])],
        [new(Curve, [(.72f, .06f), (.38f, .08f), (.24f, .3f), (.4f, .44f), (.7f, .36f)]), new(Curve, [(.72f, .06f),
            (.72f, .4f), (.66f, .7f), (.64f, 1)])],
        [new(Loop, [(.5f, 0), (.24f, .14f), (.2f, .42f), (.42f, .56f), (.68f, .46f), (.74f, .16f)]), new(Curve, [(.74f, .2f),
            (.78f, .6f), (.64f, .94f), (.36f, .98f), (.2f, .84f)])],
        [new(Curve, [(.8f, .02f), (.46f, .1f), (.3f, .3f), (.42f, .42f), (.64f, .3f), (.76f, .08f), (.56f, .56f), (.36f, 1)])],
        [new(Curve, [(.62f, .1f), (.46f, 0), (.34f, .16f), (.36f, .4f), (.5f, .46f), (.62f, .3f), (.64f, .08f), (.62f, .5f),
            (.54f, 1)])],
        [new(Curve, [(.66f, .1f), (.4f, .06f), (.24f, .22f), (.3f, .4f), (.5f, .38f), (.64f, .24f)]), new(Line, [(.68f, .08f),
            (.62f, .4f), (.52f, 1)])],
        [new(Curve, [(.78f, .14f), (.48f, 0), (.16f, .14f), (.14f, .4f), (.4f, .52f), (.7f, .42f),
            (.8f, .1f)]), new(Curve, [(.8f, .1f), (.78f, .5f), (.82f, 1)])],
        [new(Curve, [(.84f, 0), (.5f, .06f), (.34f, .22f), (.44f, .38f), (.66f, .3f)]), new(Curve, [(.84f, 0), (.68f, .34f),
            (.5f, .72f), (.4f, 1)])],
    ];
}
