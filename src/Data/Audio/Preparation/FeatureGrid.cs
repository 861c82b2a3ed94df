namespace Unrolled.Data;

/// <summary>Features by frame and band, whichever axis comes first in memory.</summary>
internal readonly ref struct FeatureGrid(Span<float> values, int frames, int bands, FeatureLayout layout)
{
    private readonly Span<float> _values = values;
    private readonly int _frameStep = layout == FeatureLayout.FramesFirst ? bands : 1;
    private readonly int _bandStep = layout == FeatureLayout.FramesFirst ? 1 : frames;

    public int Frames { get; } = frames;

    public int Bands { get; } = bands;

    public ref float this[int frame, int band] => ref _values[frame * _frameStep + band * _bandStep];
}
