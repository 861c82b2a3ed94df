using System.Collections.Immutable;

namespace Unrolled.Data;

/// <summary>A column with what was found in the rows that it was fitted to.</summary>
/// <param name="Name">Its name in the header, or its position.</param>
/// <param name="Kind">What its cells become.</param>
/// <param name="Missing">What stands for a missing cell.</param>
/// <param name="Indicator">Whether another float tells that the cell is missing.</param>
/// <param name="Fill">The number that stands for a missing one.</param>
/// <param name="Categories">The categories in order: numbers by value, otherwise ordinally.</param>
public sealed record FittedColumn(
    string Name, ColumnKind Kind, Missing Missing, bool Indicator, float Fill, ImmutableArray<string> Categories)
{
    /// <summary>Floats, or tokens, in a sample.</summary>
    public int Width => Kind switch
    {
        ColumnKind.Numeric => Indicator ? 2 : 1,
        ColumnKind.OneHot => Slots,
        _ => 1,
    };

    /// <summary>Tokens of the column: the first for what is unknown, one for each category, one for what is missing if it has
    /// its own.</summary>
    public int Tokens => Kind == ColumnKind.Token ? 1 + Slots : 0;

    /// <summary>The names of its floats, or of its token.</summary>
    public IEnumerable<string> Features => Kind switch
    {
        ColumnKind.Numeric => Indicator ? [Name, $"{Name} missing"] : [Name],
        ColumnKind.OneHot => [.. Categories.Select(c => $"{Name}={c}"), .. Missing == Missing.Category ? new[] { $"{Name} missing" } : []],
        _ => [Name],
    };

    private int Slots => Categories.Length + (Missing == Missing.Category ? 1 : 0);

    /// <summary>Its members by name, numbers in the invariant culture.</summary>
    public override string ToString() =>
        $"FittedColumn {{ Name = {Name}, Kind = {Kind}, Missing = {Missing}, Indicator = {Indicator}, " +
        $"Fill = {Fill}, Categories = [{string.Join(", ", Categories)}] }}";
}
