namespace Unrolled.Data;

/// <summary>
/// Logarithms of energies, seen from a floor that lies so many decibels below the loudest of a recording:
/// <c>ln(1 + energy/floor)</c>. What is well above the floor keeps its distances; what is below, a room's or a microphone's noise, goes
/// to 0, silence.
/// </summary>
internal static class DynamicRange
{
    private const double NeperADecibel = 0.23025850929940458;

    // Beyond it the 1 changes no bit, and e^x would grow without need.
    private const double Large = 30;

    /// <summary>Replaces <c>ln(energy)</c> in place.</summary>
    public static void Apply(double decibels, FeatureGrid grid)
    {
        float loudest = float.NegativeInfinity;
        for (int band = 0; band < grid.Bands; band++)
        {
            for (int frame = 0; frame < grid.Frames; frame++)
                loudest = Math.Max(loudest, grid[frame, band]);
        }
        double floor = loudest - decibels * NeperADecibel;
        for (int band = 0; band < grid.Bands; band++)
        {
            for (int frame = 0; frame < grid.Frames; frame++)
                grid[frame, band] = Above(grid[frame, band] - floor);
        }
    }

    /// <summary>Writes what each band has at its quietest; zeros if there is no frame.</summary>
    public static void Quietest(FeatureGrid grid, Span<float> bands)
    {
        bands.Clear();
        for (int band = 0; band < grid.Bands && grid.Frames > 0; band++)
        {
            bands[band] = grid[0, band];
            for (int frame = 1; frame < grid.Frames; frame++)
                bands[band] = Math.Min(bands[band], grid[frame, band]);
        }
    }

    private static float Above(double height) => (float)(height > Large ? height : Elementary.Ln(1 + Elementary.Exp(height)));
}
