using System.Collections;
using System.Globalization;

namespace Unrolled.Onnx.Layers;

/// <summary>
/// An attribute's arguments as C# has them: those of the constructor, then those by name that are not what they usually are.
/// </summary>
internal sealed class Arguments : IReadOnlyList<string>
{
    private readonly List<string> _texts = [];

    /// <summary>Arguments of the constructor.</summary>
    public Arguments(params object[] positional) => _texts.AddRange(positional.Select(Text));

    public int Count => _texts.Count;

    public string this[int index] => _texts[index];

    /// <summary>An argument by name, left out where it is what it usually is.</summary>
    public Arguments Set<T>(string name, T value, T usual) where T : notnull
    {
        if (!value.Equals(usual))
            _texts.Add($"{name} = {Text(value)}");
        return this;
    }

    /// <summary>An argument of the constructor by its name.</summary>
    public Arguments Named(string name, object value)
    {
        _texts.Add($"{name}: {Text(value)}");
        return this;
    }

    /// <summary>A member of an enumeration, left out where it is null.</summary>
    public Arguments SetName(string name, string? value)
    {
        if (value is not null)
            _texts.Add($"{name} = {value}");
        return this;
    }

    /// <summary>A number of each axis: one argument where they are equal, else one an axis.</summary>
    /// <param name="name">The argument.</param>
    /// <param name="suffixes">What the axes' own arguments end in.</param>
    /// <param name="values">The numbers.</param>
    /// <param name="usual">What the argument is unless set.</param>
    public Arguments Set(string name, string[] suffixes, long[] values, long usual)
    {
        if (values.Distinct().Count() == 1)
            return Set(name, values[0], usual);
        for (int axis = 0; axis < values.Length; axis++)
            _texts.Add($"{name}{suffixes[axis]} = {values[axis]}");
        return this;
    }

    /// <summary>Padding of each side: one number where all are equal, one an axis, or one a side.</summary>
    public Arguments SetPadding(WindowNames names, long[] before, long[] after)
    {
        if (before.SequenceEqual(after))
            return Set("Padding", names.Axes, before, 0);
        for (int axis = 0; axis < before.Length; axis++)
        {
            Set("Padding" + names.Sides[axis].Before, before[axis], 0);
            Set("Padding" + names.Sides[axis].After, after[axis], 0);
        }

        return this;
    }

    public IEnumerator<string> GetEnumerator() => _texts.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static string Text(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        // A float's own digits: those of the double that it was stored as are many more.
        float number => Number(number),
        double number => Number((float)number),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Number(float number) => number switch
    {
        float.PositiveInfinity => "double.PositiveInfinity",
        float.NegativeInfinity => "double.NegativeInfinity",
        float.NaN => "double.NaN",
        _ => number.ToString("R", CultureInfo.InvariantCulture),
    };
}
