namespace Unrolled.Generator.Kernels.Nests;

/// <summary>How one kernel is cut for one instruction set. Nothing here changes the order of a sum.</summary>
/// <param name="Vector">The vectors it is written in.</param>
/// <param name="Tiles">How many neighbouring outputs of each loop are computed together; 1 where a loop is not named.</param>
/// <param name="LaneTile">Lanes computed together, a multiple of the vector's.</param>
/// <param name="UnrolledSums">How many of the innermost sum loops are written out.</param>
/// <param name="SumStep">Iterations of the innermost remaining sum loop that are written out together.</param>
/// <param name="Straight">Whether every loop is written out.</param>
/// <param name="Order">The output loops and that over lanes, from the outermost on; null for the usual order.</param>
internal sealed record TilePlan(
    Vector Vector, IReadOnlyDictionary<string, int> Tiles, int LaneTile, int UnrolledSums, int SumStep, bool Straight,
    IReadOnlyList<string>? Order = null)
{
    public int Tile(string loop) => Tiles.TryGetValue(loop, out int tile) ? tile : 1;

    public override string ToString()
    {
        string tiles = string.Join(" × ", Tiles.Where(static t => t.Value > 1).Select(static t => $"{t.Value} {t.Key}"));
        string lanes = $"{(LaneTile + Vector.Lanes - 1) / Vector.Lanes} × {Vector.Class}";
        string turn = SumStep > 1 ? $", {SumStep} terms a turn" : "", straight = Straight ? ", straight" : "";
        return (tiles.Length == 0 ? lanes : $"{tiles} × {lanes}") + turn + straight;
    }
}
