using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace Unrolled.Data;

/// <summary>From a file's bytes to a sample: decoding, grey or colours, the size, normalisation. Any number of threads may read.</summary>
internal sealed class PictureReader(ImageOptions options)
{
    private readonly ImageOptions _options = (options ?? throw new ArgumentNullException(nameof(options))).Checked();
    private readonly Decoder _decoder = new(options.MaxPixels);

    // The file that gave the size; the others must have the same.
    private string? _sizer;

    /// <summary>Floats in a sample; null as long as the size is the pictures' own.</summary>
    public int? Length => _options is { Width: { } width, Height: { } height } ? _options.Channels * width * height : null;

    /// <summary>The same with the size of a picture, if none was given.</summary>
    public PictureReader SizedBy(byte[] file, string name)
    {
        if (Length is not null)
            return this;
        using Image<Rgba64> picture = _decoder.Decode(file, name);
        return new PictureReader(_options with { Width = picture.Width, Height = picture.Height, Fit = ImageFit.Stretch })
        {
            _sizer = name,
        };
    }

    public void Read(byte[] file, string name, Span<float> into)
    {
        if (Length is { } length && into.Length != length)
            throw new ArgumentException(
                $"{_options.Channels}×{_options.Height}×{_options.Width} = {length} floats have no place in {into.Length}.", nameof(into));
        using Image<Rgba64> picture = _decoder.Decode(file, name);
        int width = _options.Width ?? picture.Width, height = _options.Height ?? picture.Height;
        if (_sizer is not null && (picture.Width, picture.Height) != (width, height))
            throw new InvalidDataException(
                $"{name}: it has {picture.Width}×{picture.Height} pixels but {_sizer} has {width}×{height}; " +
                "give Width and Height, and pictures are brought to that size.");
        if (into.Length != (long)_options.Channels * width * height)
            throw new InvalidDataException(
                $"{name}: it has {picture.Width}×{picture.Height} pixels, which have no place in {into.Length} floats " +
                $"of {_options.Channels} channels; give Width and Height.");
        Resampling.Fit(picture, _options.Fit, into, _options.Channels, height, width);
        Normalise(into, width * height);
    }

    private void Normalise(Span<float> sample, int plane)
    {
        for (int channel = 0; channel < _options.Channels; channel++)
        {
            Span<float> values = sample.Slice(channel * plane, plane);
            float mean = _options.Mean?[channel] ?? 0, deviation = _options.Deviation?[channel] ?? 1;
            if (mean == 0 && deviation == 1)
                continue;
            foreach (ref float value in values)
                value = (value - mean) / deviation;
        }
    }
}
