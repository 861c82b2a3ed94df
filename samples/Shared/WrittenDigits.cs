using Samples.Drawing;
using Unrolled;

namespace Samples;

/// <summary>
/// Digits written as people write them, other ones in each epoch: three in four by a <see cref="Scribe"/>, centred, one by a hurried
/// <see cref="DigitArtist"/>, anywhere on noisy paper.
/// </summary>
/// <param name="count">Pictures in an epoch.</param>
/// <param name="seed">Chooses the pictures.</param>
public sealed class WrittenDigits(int count, ulong seed)
    : SampleSource(count, new(Handwriting.Pixels, TargetLength: 1, HasLabels: true))
{
    // They are for one thread each; several may read.
    private readonly ThreadLocal<(Scribe Scribe, DigitArtist Artist)> _hands = new(() => (new(seed), new(seed)));

    /// <inheritdoc/>
    public override void Read(int index, int epoch, Sample into)
    {
        long picture = (long)epoch * Count + index;
        (Scribe scribe, DigitArtist artist) = _hands.Value;
        into.Labels[0] = index % 4 != 0 ? scribe.Draw(picture, into.Input) : artist.Draw((int)picture, into.Input);
    }
}
