using Unrolled.Generator.Graphs;
using Unrolled.Generator.Kernels.Transforms;

namespace Unrolled.Generator.Planning;

/// <summary>An axis cut into tiles of a few outputs.</summary>
/// <param name="Taps">The axis.</param>
/// <param name="Size">Outputs of a tile: 4, or 2 where that takes no more products.</param>
internal sealed record WinogradAxis(TapAxis Taps, int Size)
{
    /// <summary>Products of a tile, and the inputs that it takes.</summary>
    public int Points => Size + Correlation.Taps - 1;

    public int Tiles => (Taps.Outputs + Size - 1) / Size;

    public static WinogradAxis Of(TapAxis taps)
    {
        WinogradAxis two = new(taps, 2), four = new(taps, 4);
        return two.Points * two.Tiles <= four.Points * four.Tiles ? two : four;
    }

    /// <summary>The axis in blocks of as many tiles, of equal length but for the last.</summary>
    public IReadOnlyList<TileBlock> Blocks(int most)
    {
        int count = (Tiles + most - 1) / most, length = (Tiles + count - 1) / count;
        return [.. Enumerable.Range(0, count).Select(b => new TileBlock(this, b * length, Math.Min(length, Tiles - b * length)))
            .Where(static b => b.Count > 0)];
    }
}

/// <summary>Some neighbouring tiles.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="First">The first tile.</param>
/// <param name="Count">Tiles.</param>
internal sealed record TileBlock(WinogradAxis Axis, int First, int Count)
{
    /// <summary>The first output.</summary>
    public int Origin => First * Axis.Size;

    /// <summary>Outputs that exist.</summary>
    public int Outputs => Math.Min(Count * Axis.Size, Axis.Taps.Outputs - Origin);

    /// <summary>What tiles take of the inputs, with a place for every product.</summary>
    public TileReads Inputs
    {
        get
        {
            int first = -Axis.Taps.Before, width = Count * Axis.Size + Axis.Points - Axis.Size;
            int existing = Math.Max(first, -Origin), end = Math.Min(first + width, Axis.Taps.Inputs - Origin);
            return new(
                Stretches(tile => new(ReadsOf(tile), new(0, Axis.Points))), Axis.Points, Axis.Taps.Before, width,
                existing - first, first + width - end);
        }
    }

    /// <summary>What tiles take of the outputs' gradients.</summary>
    public TileReads Gradients => new(
        Stretches(tile => new(OutputsOf(tile), new(0, Axis.Points))), Axis.Size, 0, Count * Axis.Size, 0,
        Count * Axis.Size - Outputs);

    /// <summary>The tiles by what exists of their outputs, with all products there.</summary>
    public IReadOnlyList<TileStretch> ByOutputs =>
        Stretches(tile => new(new(0, Axis.Points), OutputsOf(tile)));

    /// <summary>Blocks of which everything is alike but the place.</summary>
    public string Form => $"{string.Join(",", Inputs.Stretches)} {string.Join(",", ByOutputs)}";

    private ElementRange OutputsOf(int tile) => new(0, Math.Min(Axis.Size, Axis.Taps.Outputs - tile * Axis.Size));

    private ElementRange ReadsOf(int tile)
    {
        int start = tile * Axis.Size - Axis.Taps.Before;
        int first = Math.Min(Axis.Points, Math.Max(0, -start)), end = Math.Min(Axis.Points, Axis.Taps.Inputs - start);
        return new(first, Math.Max(first, end));
    }

    private List<TileStretch> Stretches(Func<int, (ElementRange Reads, ElementRange Writes)> existing)
    {
        var stretches = new List<TileStretch>();
        for (int t = 0; t < Count; t++)
        {
            (ElementRange reads, ElementRange writes) = existing(First + t);
            if (stretches.LastOrDefault() is { } last && last.Reads == reads && last.Writes == writes)
                stretches[stretches.Count - 1] = last with { Count = last.Count + 1 };
            else
                stretches.Add(new TileStretch(t, 1, reads, writes));
        }

        return stretches;
    }
}

/// <summary>What tiles take of a tensor along an axis.</summary>
/// <param name="Stretches">The tiles by what exists of their elements.</param>
/// <param name="Elements">Elements of a tile.</param>
/// <param name="Before">How far in front of a tile's first output its first element lies.</param>
/// <param name="Width">Elements from the first tile's first to the last tile's last.</param>
/// <param name="Front">How many of them do not exist at the front.</param>
/// <param name="Behind">How many do not exist behind.</param>
internal sealed record TileReads(
    IReadOnlyList<TileStretch> Stretches, int Elements, int Before, int Width, int Front, int Behind)
{
    /// <summary>The tiles where zeros stand for what does not exist.</summary>
    public IReadOnlyList<TileStretch> Whole =>
        [new TileStretch(0, Stretches.Sum(static s => s.Count), new(0, Elements), Stretches[0].Writes)];
}
