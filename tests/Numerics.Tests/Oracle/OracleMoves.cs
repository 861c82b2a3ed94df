namespace Unrolled.Numerics.Tests;

/// <summary>Elements of the input at other places, some of them weighted or fixed: a list of what each output sums.</summary>
internal sealed class OracleMoves : OracleLayer
{
    private readonly List<(int Output, int Input, double Weight)> _moves = [];
    private readonly double[] _fixed;

    /// <summary>Whether floats have no rounding here.</summary>
    public bool IsExact => _moves.TrueForAll(move => move.Weight == 1) && _moves.DistinctBy(move => move.Output).Count() == _moves.Count;

    private OracleMoves(int[] output) : base(output) => _fixed = new double[Shapes.Length(output)];

    public static OracleMoves Transpose(Transpose layer, int[] input)
    {
        int[] order = layer.Order;
        if (!order.Order().SequenceEqual(Enumerable.Range(0, input.Length)))
            throw new ArgumentException($"{layer} of {input.Length} axes.");
        return Each([.. order.Select(axis => input[axis])], input, place =>
        {
            int[] from = new int[input.Length];
            for (int axis = 0; axis < order.Length; axis++)
                from[order[axis]] = place[axis];
            return from;
        });
    }

    public static OracleMoves Slice(Slice layer, int[] input)
    {
        int axis = layer.Axis < 0 ? layer.Axis + input.Length : layer.Axis, step = layer.Step ?? 1;
        if (axis < 0 || axis >= input.Length || step == 0)
            throw new ArgumentException($"{layer} of {input.Length} axes.");
        int extent = input[axis];
        int start = layer.Start < 0 ? layer.Start + extent : layer.Start;
        int end = layer.End is not { } given ? step > 0 ? extent : -1 : given < 0 ? given + extent : given;
        // All places of the axis in the step's direction, of which those between the two are counted from the first one.
        int first = step > 0 ? Math.Max(start, 0) : Math.Min(start, extent - 1);
        int[] places = [.. Enumerable.Range(0, extent).Select(i => first + i * step)
            .TakeWhile(i => i >= 0 && i < extent && (step > 0 ? i < end : i > end))];
        return places.Length > 0
            ? Each(With(input, axis, places.Length), input, place => With(place, axis, places[place[axis]]))
            : throw new ArgumentException($"{layer} takes nothing.");
    }

    public static OracleMoves Pad(Pad layer, int[] input)
    {
        if (layer.Amounts.Length is 0 || layer.Amounts.Length % 2 != 0 || layer.Amounts.Length > 2 * input.Length)
            throw new ArgumentException($"{layer} of {input.Length} axes.");
        int Amount(int axis, int side) =>
            2 * (input.Length - 1 - axis) + side is var at && at < layer.Amounts.Length ? layer.Amounts[at] : 0;
        int[] output = [.. input.Select((extent, axis) => extent + Amount(axis, 0) + Amount(axis, 1))];
        bool constant = layer.Mode is null or "Constant";
        for (int axis = 0; axis < input.Length; axis++)
        {
            int most = layer.Mode switch { "Reflect" => input[axis] - 1, "Wrap" => input[axis], _ => int.MaxValue };
            int least = Math.Min(Amount(axis, 0), Amount(axis, 1));
            if (output[axis] < 1 || (!constant && (least < 0 || Math.Max(Amount(axis, 0), Amount(axis, 1)) > most)))
                throw new ArgumentException($"{layer} of an axis of {input[axis]}.");
        }

        return Each(output, input, place => [.. place.Select((p, axis) => From(p - Amount(axis, 0), input[axis]))], layer.Value ?? 0);

        int From(int place, int extent) => layer.Mode switch
        {
            "Reflect" => Math.Min(Math.Abs(place), 2 * (extent - 1) - Math.Abs(place)),
            "Edge" => Math.Clamp(place, 0, extent - 1),
            "Wrap" => (place + extent) % extent,
            _ => place,
        };
    }

    public static OracleMoves PixelShuffle(int factor, int[] input)
    {
        if (input[0] % (factor * factor) != 0)
            throw new ArgumentException($"{input[0]} channels by {factor}².");
        return Each([input[0] / factor / factor, input[1] * factor, input[2] * factor], input, place =>
            [(place[0] * factor + place[1] % factor) * factor + place[2] % factor, place[1] / factor, place[2] / factor]);
    }

    public static OracleMoves PixelUnshuffle(int factor, int[] input)
    {
        if (input[1] % factor != 0 || input[2] % factor != 0)
            throw new ArgumentException($"An image of {input[1]}×{input[2]} by {factor}.");
        return Each([input[0] * factor * factor, input[1] / factor, input[2] / factor], input, place =>
            [place[0] / factor / factor, place[1] * factor + place[0] / factor % factor, place[2] * factor + place[0] % factor]);
    }

    public static OracleLayer Upsample(Upsample layer, int[] input)
    {
        int[] factors = input.Length == 2 ? [1, layer.Factor] : [1, layer.FactorHeight ?? layer.Factor, layer.FactorWidth ?? layer.Factor];
        if (input.Length is not (2 or 3) || (layer.AlignCorners == true && layer.Mode != "Linear"))
            throw new ArgumentException($"{layer} of {input.Length} axes.");
        int[] output = [.. input.Zip(factors, (extent, factor) => extent * factor)];
        var moves = new OracleMoves(output);
        foreach (int[] place in Places(output))
        {
            // Along each axis some inputs and their weights; all that meet.
            IEnumerable<(int At, double Weight)> all = [(0, 1)];
            for (int axis = 0; axis < input.Length; axis++)
            {
                var (extent, here, factor) = (input[axis], place[axis], factors[axis]);
                (int At, double Weight)[] along = layer.Mode == "Linear" && factor > 1
                    ? Between(here, extent, factor, layer.AlignCorners == true) : [(here / factor, 1)];
                all = [.. all.SelectMany(_ => along, (a, b) => (a.At * extent + b.At, a.Weight * b.Weight))];
            }
            foreach (var (at, weight) in all)
                moves._moves.Add((Index(place, output), at, weight));
        }
        return moves;
    }

    /// <summary>The inputs that an output reads, and their weights; with corners aligned, the neighbours on both sides.</summary>
    private static (int At, double Weight)[] Between(int output, int extent, int factor, bool corners)
    {
        int around = output / factor;
        if (corners)
        {
            double place = extent == 1 ? 0 : output * (extent - 1.0) / (extent * factor - 1);
            return [.. Enumerable.Range(around - 1, 3).Where(i => i >= 0 && i < extent)
                .Select(i => (i, Math.Max(0, 1 - Math.Abs(place - i))))];
        }

        double at = (output + 0.5) / factor - 0.5;
        int lower = (int)Math.Floor(at);
        double upper = at - lower;
        if (lower < 0 || lower == extent - 1 || upper == 0)
            return [(Math.Max(lower, 0), 1)];
        return [(lower, 1 - upper), (lower + 1, upper)];
    }

    public override double[] Forward(double[] x)
    {
        double[] y = [.. _fixed];
        foreach (var (output, input, weight) in _moves)
            y[output] += weight * x[input];
        return y;
    }

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        double[] dx = new double[x.Length];
        foreach (var (output, input, weight) in _moves)
            dx[input] += weight * dy[output];
        return dx;
    }

    /// <summary>The element of the input that each output is; a number where it lies outside.</summary>
    private static OracleMoves Each(int[] output, int[] input, Func<int[], int[]> from, double outside = 0)
    {
        var moves = new OracleMoves(output);
        foreach (int[] place in Places(output))
        {
            int[] at = from(place);
            if (at.Zip(input, (i, extent) => i >= 0 && i < extent).All(inside => inside))
                moves._moves.Add((Index(place, output), Index(at, input), 1));
            else
                moves._fixed[Index(place, output)] = outside;
        }
        return moves;
    }

    private static IEnumerable<int[]> Places(int[] shape)
    {
        for (int i = 0; i < Shapes.Length(shape); i++)
        {
            int[] place = new int[shape.Length];
            int rest = i;
            for (int axis = shape.Length - 1; axis >= 0; axis--)
                (rest, place[axis]) = Math.DivRem(rest, shape[axis]);
            yield return place;
        }
    }

    private static int Index(int[] place, int[] shape) => place.Zip(shape).Aggregate(0, (index, axis) => index * axis.Second + axis.First);

    private static int[] With(int[] numbers, int at, int number) => [.. numbers.Select((n, i) => i == at ? number : n)];
}
