namespace Recognition.Png;

/// <summary>
/// Where a PNG file has what its picture is made of. (Format: <see href="https://www.w3.org/TR/png/"/>.) What is critical and not
/// known is refused, such as the CgBI of Apple's tools, which changes what the rest means; what is ancillary is passed over unread.
/// </summary>
/// <param name="Header">What it declares.</param>
/// <param name="Palette">Its colours, of three bytes each; an empty chunk if there are none.</param>
/// <param name="Transparency">Opacities of colours, or the colour that is transparent; an empty chunk if there are none.</param>
/// <param name="Content">The first of the chunks that hold the compressed rows, one behind the other.</param>
internal readonly record struct PngFile(PngHeader Header, PngChunk Palette, PngChunk Transparency, PngChunk Content)
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>What a file declares, whatever follows.</summary>
    /// <exception cref="InvalidDataException">It does not begin as a PNG file, or is too large.</exception>
    public static PngHeader ReadHeader(ReadOnlySpan<byte> png) => PngHeader.Read(First(png).In(png));

    /// <summary>Goes through all chunks up to the one that ends the file; what is behind it is not looked at.</summary>
    /// <exception cref="InvalidDataException">
    /// It is no PNG file, cut short, too large, or has chunks that are unknown, doubled or misplaced.
    /// </exception>
    public static PngFile Read(ReadOnlySpan<byte> png)
    {
        PngChunk chunk = First(png);
        var file = new PngFile(PngHeader.Read(chunk.In(png)), default, default, default);
        uint before;
        do
        {
            before = chunk.Name;
            chunk = PngChunk.At(png, chunk.Next);
            file = file.With(chunk, before);
        }
        while (chunk.Name != PngChunk.End);
        return file.Content.Name != 0 ? file : throw new InvalidDataException("the PNG file has no picture in it.");
    }

    private static PngChunk First(ReadOnlySpan<byte> png)
    {
        if (!png.StartsWith(Signature))
            throw new InvalidDataException("expected a PNG file, but it does not begin as one.");
        var chunk = PngChunk.At(png, Signature.Length);
        if (chunk.Name == PngChunk.Header)
            return chunk;
        throw IsKnown(chunk) ? PngDamage.Of($"it begins with the chunk {chunk} instead of IHDR") : Unknown(chunk);
    }

    private PngFile With(PngChunk chunk, uint before) => chunk.Name switch
    {
        PngChunk.Palette => this with { Palette = Once(Palette, chunk) },
        PngChunk.Transparency => this with { Transparency = Once(Transparency, chunk) },
        // Those that follow the first at once go on with it.
        PngChunk.Content when before == PngChunk.Content => this,
        PngChunk.Content => this with { Content = Once(Content, chunk) },
        PngChunk.End => this,
        _ when !chunk.IsCritical => this,
        PngChunk.Header => throw PngDamage.Of("it has a second header"),
        _ => throw Unknown(chunk),
    };

    private static bool IsKnown(PngChunk chunk) =>
        !chunk.IsCritical || chunk.Name is PngChunk.Palette or PngChunk.Content or PngChunk.End;

    private static InvalidDataException Unknown(PngChunk chunk) => new(
        $"the PNG file has a chunk {chunk} that is needed to read it and is not part of PNG; save the picture as a plain PNG file.");

    private PngChunk Once(PngChunk known, PngChunk chunk)
    {
        if (known.Name != 0)
            throw PngDamage.Of($"it has chunks {chunk} in two places");
        return Content.Name == 0 ? chunk : throw PngDamage.Of($"its chunk {chunk} comes behind the picture");
    }
}
