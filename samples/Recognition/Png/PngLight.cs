namespace Recognition.Png;

/// <summary>How light pixels are, 0 (black) to 255 (white): where the picture is transparent, there is white paper.</summary>
internal sealed class PngLight
{
    private const int Opaque = 255;

    private readonly PngHeader _header;

    // Of each value, for pixels of one sample of up to eight bits.
    private readonly byte[]? _values;

    // The bytes of the pixel that is transparent.
    private readonly byte[]? _clear;

    /// <summary>Takes over a file's colours.</summary>
    /// <exception cref="InvalidDataException">Its palette or its transparency does not fit.</exception>
    public PngLight(PngFile file, ReadOnlySpan<byte> png)
    {
        _header = file.Header;
        ReadOnlySpan<byte> palette = file.Palette.In(png), clear = file.Transparency.In(png);
        if (palette.Length % 3 != 0 || palette.Length > 3 * 256)
            throw PngDamage.Of($"its palette has {palette.Length} bytes, and colours are three each, at most 256");
        if (_header.Colour == PngColour.Palette)
            _values = OfPalette(palette, clear);
        else if (file.Transparency.Name != 0)
            _clear = Clear(clear);
        if (_header is { Colour: PngColour.Grey, Depth: <= 8 })
            _values = OfGrey(_clear?[0]);
    }

    /// <summary>Writes a row's pixels to every <paramref name="step"/>th place.</summary>
    /// <exception cref="InvalidDataException">A pixel has a colour that the palette has not.</exception>
    public void Write(ReadOnlySpan<byte> row, int columns, Span<byte> light, int step)
    {
        if (_values is not null)
            WriteValues(row, columns, light, step, _values);
        else
            WriteSamples(row, columns, light, step);
    }

    private void WriteValues(ReadOnlySpan<byte> row, int columns, Span<byte> light, int step, byte[] values)
    {
        int depth = _header.Depth, mask = (1 << depth) - 1;
        for (int x = 0; x < columns; x++)
        {
            int bit = x * depth, value = row[bit >> 3] >> (8 - depth - (bit & 7)) & mask;
            if (value >= values.Length)
                throw PngDamage.Of($"a pixel has colour {value} of a palette of {values.Length}");
            light[x * step] = values[value];
        }
    }

    /// <summary>Of samples of 16 bits, the upper eight count.</summary>
    private void WriteSamples(ReadOnlySpan<byte> row, int columns, Span<byte> light, int step)
    {
        int sample = _header.Depth / 8, size = _header.PixelBits / 8;
        for (int x = 0; x < columns; x++)
        {
            ReadOnlySpan<byte> pixel = row.Slice(x * size, size);
            int opacity = _clear is not null && pixel.SequenceEqual(_clear) ? 0 : Opaque;
            light[x * step] = _header.Colour switch
            {
                PngColour.Grey => OnPaper(pixel[0], opacity),
                PngColour.GreyAlpha => OnPaper(pixel[0], pixel[sample]),
                PngColour.Rgb => OnPaper(Luma(pixel[0], pixel[sample], pixel[2 * sample]), opacity),
                _ => OnPaper(Luma(pixel[0], pixel[sample], pixel[2 * sample]), pixel[3 * sample]),
            };
        }
    }

    private static byte[] OfPalette(ReadOnlySpan<byte> palette, ReadOnlySpan<byte> opacities)
    {
        if (palette.IsEmpty)
            throw PngDamage.Of("its pixels are of a palette that it does not have");
        var values = new byte[palette.Length / 3];
        if (opacities.Length > values.Length)
            throw PngDamage.Of($"it has {opacities.Length} opacities for {values.Length} colours");
        for (int i = 0; i < values.Length; i++)
        {
            int opacity = i < opacities.Length ? opacities[i] : Opaque;
            values[i] = OnPaper(Luma(palette[3 * i], palette[3 * i + 1], palette[3 * i + 2]), opacity);
        }

        return values;
    }

    private byte[] OfGrey(int? clear)
    {
        var values = new byte[1 << _header.Depth];
        for (int i = 0; i < values.Length; i++)
            values[i] = OnPaper((byte)(i * 255 / (values.Length - 1)), i == clear ? 0 : Opaque);
        return values;
    }

    /// <summary>The transparent pixel as a row has it; the file tells it with two bytes for each sample.</summary>
    private byte[] Clear(ReadOnlySpan<byte> chunk)
    {
        int samples = _header.Colour switch { PngColour.Grey => 1, PngColour.Rgb => 3, _ => 0 };
        if (samples == 0 || chunk.Length != 2 * samples)
            throw PngDamage.Of($"its transparent colour has {chunk.Length} bytes, which does not fit colour type {(int)_header.Colour}");
        if (_header.Depth == 16)
            return chunk.ToArray();
        var pixel = new byte[samples];
        for (int i = 0; i < samples; i++)
            pixel[i] = chunk[2 * i + 1];
        return pixel;
    }

    /// <summary>ITU-R BT.601's weights, in 256ths.</summary>
    private static byte Luma(byte red, byte green, byte blue) => (byte)((77 * red + 150 * green + 29 * blue) >> 8);

    private static byte OnPaper(byte light, int opacity) => (byte)(255 - ((255 - light) * opacity + 127) / 255);
}
