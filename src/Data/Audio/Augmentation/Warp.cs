namespace Unrolled.Data;

/// <summary>Stretches features along their frames and their bands, by interpolation between the nearest four.</summary>
/// <param name="Tempo">Source frames a frame: above 1, what is said becomes quicker.</param>
/// <param name="Pitch">Source bands a band, counted from the lowest: above 1, the vocal tract becomes longer.</param>
internal readonly record struct Warp(float Tempo, float Pitch)
{
    public static readonly Warp None = new(1, 1);

    public int Frames(int frames) => Tempo == 1 ? frames : Math.Max(1, (int)(frames / Tempo));

    /// <summary>Writes some frames; the others stay what they are.</summary>
    public void Apply(FeatureGrid from, FeatureGrid to, int first, int count)
    {
        if (from.Frames == 0)
            return;
        for (int band = 0; band < to.Bands; band++)
        {
            float place = Math.Min(band * Pitch, from.Bands - 1);
            int low = (int)place, high = Math.Min(low + 1, from.Bands - 1);
            float towardsHigh = place - low;
            for (int frame = 0; frame < count; frame++)
            {
                float time = Math.Min(frame * Tempo, from.Frames - 1);
                int early = (int)time, late = Math.Min(early + 1, from.Frames - 1);
                float before = Between(from[early, low], from[early, high], towardsHigh);
                float behind = Between(from[late, low], from[late, high], towardsHigh);
                to[first + frame, band] = Between(before, behind, time - early);
            }
        }
    }

    private static float Between(float one, float other, float part) => one + (other - one) * part;
}
