using Unrolled.Generator.Model;

namespace Unrolled.Generator.Emit;

/// <summary>Lines that come several times and differ in numbers alone: written once, with what each turn's numbers are.</summary>
internal sealed class Turns
{
    /// <summary>The variable that counts turns.</summary>
    public const string Counter = "turn";

    private const string Table = "places";

    /// <summary>What a number of a table is to the compiler, in lines.</summary>
    private const double LinesPerNumber = 0.1;

    private readonly IReadOnlyList<IReadOnlyList<Line>> _turns;

    /// <summary>What is open in the lines: each number's values over the turns.</summary>
    private readonly int[][] _numbers;

    /// <summary>Those that follow no rule.</summary>
    private readonly List<int[]> _columns = [];

    /// <summary>The place of each in the table.</summary>
    private readonly Dictionary<EquatableArray<int>, int> _places = [];

    /// <param name="turns">The lines of each turn, of the same forms in all.</param>
    public Turns(IReadOnlyList<IReadOnlyList<Line>> turns)
    {
        _turns = turns;
        int[][] rows = [.. turns.Select(static lines => lines.SelectMany(static l => l.Numbers).ToArray())];
        _numbers = [.. rows[0].Select((_, n) => rows.Select(row => row[n]).ToArray())];
        foreach (int[] column in _numbers.Where(static c => Rule(c) is null))
        {
            if (_places.ContainsKey(new(column)))
                continue;
            _places.Add(new(column), _columns.Count);
            _columns.Add(column);
        }
    }

    /// <summary>Turns.</summary>
    public int Count => _turns.Count;

    /// <summary>Lines less to write, of which a table takes some back.</summary>
    public double Saved => (Count - 1) * _turns[0].Sum(static line => line.Height) - LinesPerNumber * _columns.Count * Count;

    /// <summary>The numbers that follow no rule; they stand before the turns.</summary>
    public IEnumerable<string> Declarations()
    {
        if (_columns.Count == 0)
            yield break;
        yield return $"ReadOnlySpan<int> {Table} =";
        yield return "[";
        for (int turn = 0; turn < Count; turn++)
            yield return $"    {string.Join(", ", _columns.Select(column => column[turn]))},";
        yield return "];";
    }

    /// <summary>The lines of the turn whose number is in <see cref="Counter"/>.</summary>
    public IEnumerable<string> Lines()
    {
        string[] numbers = [.. _numbers.Select(column => Rule(column) ?? $"{Table}[{Place(_places[new(column)])}]")];
        int hole = 0;
        foreach (Line line in _turns[0])
            yield return line.ToString(numbers, ref hole);
    }

    private string Place(int column) => (_columns.Count, column) switch
    {
        (1, _) => Counter,
        (var width, 0) => $"{Counter} * {width}",
        (var width, _) => $"{Counter} * {width} + {column}",
    };

    /// <summary>A number that stays, or grows by the same at each turn.</summary>
    private static string? Rule(int[] column)
    {
        int step = column.Length > 1 ? column[1] - column[0] : 0;
        for (int turn = 1; turn < column.Length; turn++)
        {
            if (column[turn] - column[turn - 1] != step)
                return null;
        }

        string turns = Math.Abs(step) == 1 ? Counter : $"{Counter} * {Math.Abs(step)}";
        return step == 0 ? $"{column[0]}" : column[0] == 0 && step > 0 ? turns : $"{column[0]} {(step < 0 ? "-" : "+")} {turns}";
    }
}
