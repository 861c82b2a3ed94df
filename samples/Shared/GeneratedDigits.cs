using Samples.Drawing;
using Unrolled;

namespace Samples;

/// <summary>Digits for those who have no data at hand: every picture is drawn, see <see cref="DigitArtist"/>.</summary>
public static class GeneratedDigits
{
    private const int TrainCount = 10_000;
    private const int TestCount = 2_000;

    /// <summary>Draws 10,000 pictures to learn from and 2,000 others to judge by.</summary>
    /// <param name="seed">Chooses the pictures.</param>
    /// <param name="threads">How many draw; the pictures do not depend on it.</param>
    public static DigitData Draw(ulong seed, int threads)
    {
        const int count = TrainCount + TestCount;
        var pixels = new float[count * DigitArtist.Pixels];
        var labels = new int[count];
        Parallel.For(0, count, new() { MaxDegreeOfParallelism = threads }, () => new DigitArtist(seed), Picture, _ => { });
        (Dataset train, Dataset test) = new Dataset(pixels, DigitArtist.Pixels, labels).Split(TrainCount);
        return new DigitData(train, test);

        DigitArtist Picture(int picture, ParallelLoopState state, DigitArtist artist)
        {
            labels[picture] = artist.Draw(picture, pixels.AsSpan(picture * DigitArtist.Pixels, DigitArtist.Pixels));
            return artist;
        }
    }
}
