using System.Collections.Immutable;

namespace Unrolled.Data;

/// <summary>Finds what a column has: whether numbers, which mean, which categories.</summary>
/// <param name="name">The column.</param>
/// <param name="kind">What its cells become; null where the cells decide.</param>
/// <param name="missing">What stands for a missing cell.</param>
/// <param name="indicator">Whether another float tells that it is missing.</param>
/// <param name="maxCategories">The most categories.</param>
internal sealed class ColumnFit(string name, ColumnKind? kind, Missing missing, bool indicator, int maxCategories)
{
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _categories =
        new Dictionary<string, int>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly List<float> _numbers = [];
    private bool _mayBeNumbers = kind is null or ColumnKind.Numeric;
    private bool _mayBeCategories = kind is not ColumnKind.Numeric;
    private double _sum;
    private int _count;
    private int _line;
    private string? _wrong;

    /// <summary>Takes a cell; the answer is what is wrong with it, or null.</summary>
    public string? Add(ReadOnlySpan<char> cell, bool isMissing, int line)
    {
        if (isMissing)
            return missing == Missing.Error ? CellText.IsMissing(cell) : null;
        _count++;
        if (_mayBeNumbers && CellText.Number(cell) is { } number)
        {
            if (!float.IsFinite(number))
                Remember(CellText.NotFinite(cell), line);
            _sum += number;
            if (missing == Missing.Median)
                _numbers.Add(number);
        }
        else if (kind == ColumnKind.Numeric)
            return CellText.NoNumber(cell);
        else
            _mayBeNumbers = false;
        return _mayBeCategories ? AddCategory(cell) : null;
    }

    /// <summary>What was found. What is wrong with it is told with its line, 0 for the column as a whole.</summary>
    public FittedColumn? Fit(out string? wrong, out int line)
    {
        (wrong, line) = _count == 0 ? ("all its cells are missing; leave it out", 0)
            : _mayBeNumbers ? (_wrong, _line)
            : !_mayBeCategories ? ($"it has more than {maxCategories} categories, the limit; is it a name or an identifier? " +
                $"Leave it out, or raise {nameof(CsvOptions.MaxCategories)}", 0)
            : (null, 0);
        if (wrong is not null)
            return null;
        return _mayBeNumbers
            ? new(name, ColumnKind.Numeric, missing == Missing.Category ? Missing.Error : missing, indicator, Fill(), [])
            : new(name, kind ?? ColumnKind.OneHot, CategoryMissing(), false, 0, Sorted());
    }

    private string? AddCategory(ReadOnlySpan<char> cell)
    {
        if (_categories.ContainsKey(cell))
            return null;
        if (_categories.Dictionary.Count == maxCategories)
        {
            _mayBeCategories = false;
            _categories.Dictionary.Clear();
            return null;
        }
        _categories.TryAdd(cell, 0);
        return null;
    }

    private void Remember(string what, int line)
    {
        if (_wrong is null)
            (_wrong, _line) = (what, line);
    }

    private float Fill()
    {
        if (missing == Missing.Mean)
            return (float)(_sum / _count);
        if (missing != Missing.Median)
            return 0;
        _numbers.Sort();
        int middle = _numbers.Count / 2;
        return _numbers.Count % 2 == 1 ? _numbers[middle] : (float)(((double)_numbers[middle - 1] + _numbers[middle]) / 2);
    }

    // Of what was asked for all columns, what fits categories.
    private Missing CategoryMissing() => missing is Missing.Mean or Missing.Median ? Missing.Category : missing;

    private ImmutableArray<string> Sorted()
    {
        var names = _categories.Dictionary.Keys.ToList();
        bool numbers = names.TrueForAll(static text => CellText.Number(text) is { } number && float.IsFinite(number));
        return numbers
            ? [.. names.OrderBy(static text => CellText.Number(text)).ThenBy(static text => text, StringComparer.Ordinal)]
            : [.. names.Order(StringComparer.Ordinal)];
    }
}
