using Unrolled.Generator.Model;

namespace Unrolled.Generator.Kernels.Transforms;

/// <summary>
/// A linear map from a few numbers to a few others as the sums that it takes, in the order in which they are made: what several results
/// share is a sum of its own.
/// </summary>
/// <param name="Inputs">Numbers that it takes.</param>
/// <param name="Sums">The sums, over inputs and the sums before.</param>
/// <param name="Results">Which operand each result is: an input's place, or a sum's behind the inputs.</param>
internal sealed record LinearMap(int Inputs, EquatableArray<LinearSum> Sums, EquatableArray<int> Results)
{
    /// <summary>The map whose last sums are its results.</summary>
    public static LinearMap Of(int inputs, int results, params LinearSum[] sums) => new(
        inputs, new(sums), new([.. Enumerable.Range(inputs + sums.Length - results, results)]));

    /// <summary>
    /// The map of a matrix: <paramref name="rows"/> along its columns, and then <paramref name="columns"/> along each row of what that
    /// gives, as soon as it is there. Elements are numbered row by row.
    /// </summary>
    public static LinearMap Nested(LinearMap rows, LinearMap columns)
    {
        int width = columns.Inputs, inputs = rows.Inputs * width;
        var sums = new List<LinearSum>();
        var results = new List<int>();
        var known = new Dictionary<(int Operand, int Column), int>();
        int Add(LinearSum sum, Func<int, int> place)
        {
            sums.Add(new LinearSum(new EquatableArray<LinearTerm>([.. sum.Terms.Select(t => t with { Operand = place(t.Operand) })])));
            return inputs + sums.Count - 1;
        }

        // An operand of the first map for one column, made when it is first asked for.
        int Of(int operand, int column)
        {
            if (operand < rows.Inputs)
                return operand * width + column;
            if (!known.TryGetValue((operand, column), out int place))
                known[(operand, column)] = place = Add(rows.Sums[operand - rows.Inputs], o => Of(o, column));
            return place;
        }

        foreach (int result in rows.Results)
        {
            List<int> row = [.. Enumerable.Range(0, width).Select(column => Of(result, column))];
            foreach (LinearSum sum in columns.Sums)
                row.Add(Add(sum, operand => row[operand]));
            results.AddRange(columns.Results.Select(operand => row[operand]));
        }

        return new(inputs, new([.. sums]), new([.. results]));
    }

    public override string ToString() =>
        $"{Inputs}: {string.Join("; ", Sums.Select(static s => string.Join(" ", s.Terms)))}: {string.Join(" ", Results)}";
}

/// <summary>A sum of multiples, added from the first to the last.</summary>
internal sealed record LinearSum(EquatableArray<LinearTerm> Terms)
{
    public static LinearSum Of(params (double Factor, int Operand)[] terms) =>
        new(new EquatableArray<LinearTerm>([.. terms.Select(static t => new LinearTerm((float)t.Factor, t.Operand))]));
}

/// <summary>A multiple of an operand.</summary>
internal sealed record LinearTerm(float Factor, int Operand)
{
    public override string ToString() => FormattableString.Invariant($"{Factor:G9}*{Operand}");
}
