namespace Unrolled.Data;

/// <summary>What is taken out of one recording's features, band by band, before a network sees them.</summary>
public enum Normalization
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The mean over the recording's frames: how loud it is, and what microphone and room do to each band.</summary>
    Mean,

    /// <summary>The mean, and then the deviation of all bands together: how far loud and soft are apart.</summary>
    MeanAndDeviation,
}

/// <summary>Normalises features by themselves alone, nothing of other recordings.</summary>
internal static class Normalizing
{
    // Below this a recording is silent throughout, and noise would be blown up.
    private const double LeastDeviation = 1e-3;

    public static void Apply(Normalization normalization, FeatureGrid grid)
    {
        if (normalization == Normalization.None)
            return;
        double squares = 0;
        for (int band = 0; band < grid.Bands; band++)
        {
            double sum = 0;
            for (int frame = 0; frame < grid.Frames; frame++)
                sum += grid[frame, band];
            double mean = sum / grid.Frames;
            for (int frame = 0; frame < grid.Frames; frame++)
            {
                double rest = grid[frame, band] - mean;
                squares += rest * rest;
                grid[frame, band] = (float)rest;
            }
        }
        if (normalization == Normalization.Mean)
            return;
        double deviation = Math.Sqrt(squares / ((double)grid.Frames * grid.Bands));
        float scale = (float)(1 / Math.Max(deviation, LeastDeviation));
        for (int band = 0; band < grid.Bands; band++)
        {
            for (int frame = 0; frame < grid.Frames; frame++)
                grid[frame, band] *= scale;
        }
    }
}
