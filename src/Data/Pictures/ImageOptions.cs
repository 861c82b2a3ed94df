namespace Unrolled.Data;

/// <summary>How a picture that is not of the wanted size comes to it.</summary>
public enum ImageFit
{
    /// <summary>Width and height are each scaled to what is wanted; other proportions distort.</summary>
    Stretch,

    /// <summary>Scaled until it covers the wanted size; what sticks out on two opposite sides is cut off.</summary>
    Crop,

    /// <summary>Scaled until it fits in; two opposite sides become black.</summary>
    Pad,
}

/// <summary>
/// What becomes of pictures: <c>[Channels, Height, Width]</c> floats from 0 to 1, normalised to <c>(x - mean)/deviation</c> where that is
/// asked for. Transparent pictures are laid over black.
/// </summary>
public sealed record ImageOptions
{
    /// <summary>Pixels in a row; together with <see cref="Height"/> left out, pictures must have one size and keep it.</summary>
    public int? Width { get; init; }

    /// <summary>Rows.</summary>
    public int? Height { get; init; }

    /// <summary>
    /// 3 for red, green, blue; 1 for grey, which of a coloured pixel is <c>0.299·red + 0.587·green + 0.114·blue</c> (the luma of
    /// ITU-R BT.601).
    /// </summary>
    public int Channels { get; init; } = 3;

    /// <summary>What pictures of other sizes are brought to the wanted one by; scaling is linear, and averages where it makes
    /// smaller.</summary>
    public ImageFit Fit { get; init; } = ImageFit.Stretch;

    /// <summary>Subtracted from each channel's values, one number a channel; nothing if left out.</summary>
    public IReadOnlyList<float>? Mean { get; init; }

    /// <summary>What each channel's values are then divided by, one number a channel; nothing if left out.</summary>
    public IReadOnlyList<float>? Deviation { get; init; }

    /// <summary>
    /// The most pixels that a file may declare; 2²⁵ unless given, which take 270 MB while they are decoded, on each core that
    /// decodes; an interlaced PNG takes three times its unpacked bytes besides. No side may be longer than 65,535 pixels.
    /// </summary>
    public int MaxPixels { get; init; } = 1 << 25;

    /// <summary>The most bytes that a file may have; 64 MB unless given.</summary>
    public int MaxFileBytes { get; init; } = 1 << 26;

    /// <summary>
    /// Called with what is wrong with a file that cannot be read, which is then left out. If left out, the first such file ends the loading
    /// with this exception.
    /// </summary>
    public Action<InvalidDataException>? Unreadable { get; init; }

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal ImageOptions Checked()
    {
        if (Width is null != Height is null)
            throw new ArgumentException("Width and Height are given together, or neither: then all pictures must have one size.");
        if (Width < 1 || Height < 1)
            throw new ArgumentException($"Pictures of {Width}×{Height} pixels cannot be; each side is at least 1.");
        if (Channels is not (1 or 3))
            throw new ArgumentException($"Channels is {Channels}, but pictures have 1 (grey) or 3 (red, green, blue).");
        if ((long)(Width ?? 1) * (Height ?? 1) * Channels > Array.MaxLength)
            throw new ArgumentException($"Pictures of {Channels}×{Height}×{Width} floats are more than an array can hold.");
        if (MaxPixels < 1 || MaxFileBytes < 1)
            throw new ArgumentException("MaxPixels and MaxFileBytes are at least 1.");
        if (!Enum.IsDefined(Fit))
            throw new ArgumentException($"There is no way of fitting with the number {(int)Fit}.");
        RequireNumbers(Mean, nameof(Mean), static _ => true, "finite");
        RequireNumbers(Deviation, nameof(Deviation), static x => x > 0, "finite and above 0");
        return this;
    }

    private void RequireNumbers(IReadOnlyList<float>? numbers, string name, Predicate<float> valid, string expected)
    {
        if (numbers is not null && numbers.Count != Channels)
            throw new ArgumentException($"{name} has {numbers.Count} numbers, but there must be one for each of {Channels} channels.");
        foreach (float number in numbers ?? [])
        {
            if (!float.IsFinite(number) || !valid(number))
                throw new ArgumentException($"{name} has the number {number}, but all must be {expected}.");
        }
    }
}
